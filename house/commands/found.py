"""`found`: let an organisation exist in every service, before anybody can do anything in its name."""

import asyncio
import os
import re
import tomllib
from argparse import ArgumentParser, Namespace
from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from uuid import UUID

from pydantic import SecretStr

from house.composition.founding import NewMunicipality, NewOrganisation, found
from house.composition.opening import open_database
from house.services import SERVICES, url_setting
from house.serving.running import DATABASE, running
from services.clock import SystemClock
from services.database import as_service
from services.errors import Fault, InvalidInput
from services.iban import Iban
from services.ids import RandomIds
from services.reading import Reader, cure_for
from services.schedule.policies.loading import policies_of, shipped
from services.settings import PREFIX
from services.telemetry import set_up_logging

SUMMARY = "Let an organisation and its municipalities exist in every service; once, before anybody is let in."
GROUP = "operators"
EXAMPLE = "./ontzorg found docs/examples/organisation.toml"

_CODE = re.compile(r"GM\d{4}", re.ASCII)


def add_arguments(parser: ArgumentParser) -> None:
    """The file that says who it is, and in which database."""
    parser.add_argument("file", type=Path, metavar="FILE", help="TOML, as docs/examples/organisation.toml")
    parser.add_argument("--database-url", metavar="URL", help=f"as its administrator; {DATABASE} does the same")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="the folder of an `up` that is running")
    settings = ", ".join(f"{PREFIX}{url_setting(service).upper()}" for service in SERVICES)
    parser.epilog = (
        f"{parser.epilog}\n\nWhere services have databases of their own, name them as `up` is told:\n{settings}.\n"
        "What exists already stays as it is; a municipality that is new in the file is added."
    )


def run(args: Namespace) -> int:
    """Found it, and say so; `InvalidInput` names every fault of the file, and then nothing was founded."""
    set_up_logging("found", SystemClock(), level="ERROR")  # what goes wrong is told in words of its own
    new = read_organisation(args.file.read_text(encoding="utf-8"), _policies(os.environ))
    urls = urls_of(args.database_url, args.folder, os.environ)
    asyncio.run(_found(new, urls))
    many = len(new.municipalities)
    print(f"{new.name} exists as {new.id}, with {many} municipalit{'y' if many == 1 else 'ies'}.")
    print("Its people's tokens name it by that id (`organisation_id`). Nobody is told anything before it has a sender.")
    return 0


def read_organisation(text: str, policies: Collection[str]) -> NewOrganisation:
    """Who is to be founded, working by these policies; `InvalidInput` with all faults at once."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise InvalidInput([Fault("", f"is no TOML: {broken}", "see docs/examples/organisation.toml")]) from None
    reader = Reader(raw)
    organisation_id, name = _id(reader), reader.text("name")
    municipalities = reader.each("municipalities", partial(_municipality, policies), least=1)
    codes = [one.code for one in municipalities]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        reader.fault("municipalities", f"{code} stands there twice", "leave one of them out")
    reader.finish()
    if reader.faults:
        raise InvalidInput(reader.faults)
    return NewOrganisation(organisation_id, name, municipalities)


def urls_of(named: str | None, folder: Path | None, settings: Mapping[str, str]) -> dict[str, str]:
    """The database of each service, entered as that service: its own where the settings name one."""
    own = {service: settings.get(f"{PREFIX}{url_setting(service).upper()}") for service in SERVICES}
    if named is None and folder is None and all(own.values()):
        return {service: url for service, url in own.items() if url}
    admin = running(named, folder).url
    return {service: own[service] or as_service(admin, service) for service in SERVICES}


def _id(reader: Reader) -> UUID:
    written = reader.text("id")
    try:
        return UUID(written)
    except ValueError:
        if reader.sound("id"):
            reader.fault("id", "is no UUID", "write the one that your issuer puts into tokens")
        return UUID(int=0)


def _policies(settings: Mapping[str, str]) -> Collection[str]:
    """Those of the organisation's own folder, as the schedule service is told, or those of the product."""
    folder = settings.get(f"{PREFIX}POLICIES_FOLDER")
    return policies_of(Path(folder)) if folder else shipped()


def _municipality(policies: Collection[str], reader: Reader) -> NewMunicipality:
    code, name, policy, iban = (reader.text(key) for key in ("code", "name", "policy", "iban"))
    if reader.sound("code") and not _CODE.fullmatch(code):
        reader.fault("code", "is no code of a municipality", "write the one of Statistics Netherlands, as GM0310")
    if reader.sound("policy") and policy not in policies:
        reader.fault("policy", f"there is no policy {policy!r}", cure_for(policy, sorted(policies)))
    number = iban
    try:
        number = Iban.parse(iban).number if reader.sound("iban") else iban
    except InvalidInput as invalid:
        for fault in invalid.faults:
            reader.fault("iban", fault.what, fault.cure)
    return NewMunicipality(code, name, policy, number)


async def _found(new: NewOrganisation, urls: Mapping[str, str]) -> None:
    async with AsyncExitStack() as stack:
        databases = {
            service: await stack.enter_async_context(open_database(SecretStr(url), service, RandomIds(), connections=1))
            for service, url in urls.items()
        }
        await found(new, databases)
