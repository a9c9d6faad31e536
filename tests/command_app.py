"""A service that takes in municipalities, to show on that a command is carried out once and committed in time."""

import asyncio

from fastapi import APIRouter, FastAPI, Request, Response
from sqlmodel import col, select

from house.issuer import DevelopmentIssuer
from services.auth import Tokens
from services.clock import Clock
from services.database import Database, Session, organisation_of
from services.errors import Conflict
from services.idempotency import Answer, CommandDep, answer_once
from services.ids import SeededIds
from services.issuer_keys import IssuerKeys
from services.schedule.tables import Municipality
from services.sessions import Reading, Writing
from services.web import ClockDep, create_app
from services.wire import Wire

router = APIRouter(prefix="/municipalities", tags=["municipalities"])


class IsClosed(Conflict):
    """This municipality takes no households."""


class MunicipalityBody(Wire):
    code: str
    name: str


class Gate:
    """Where an effect may be made to wait, and says that it is there."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.open = asyncio.Event()
        self.open.set()

    async def pass_through(self) -> None:
        self.reached.set()
        await self.open.wait()


async def take_in(session: Session, body: MunicipalityBody, gate: Gate) -> Answer:
    await gate.pass_through()
    row = Municipality(
        organisation_id=organisation_of(session), policy="statutory", iban="NL91ABNA0417164300", **body.model_dump()
    )
    session.add(row)
    await session.flush()
    if body.name == "Closed":
        raise IsClosed
    return Answer.of(201, body, f"/v1/municipalities/{body.code}")


@router.post("", status_code=201, response_model=MunicipalityBody)
async def add(
    request: Request, body: MunicipalityBody, command: CommandDep, session: Writing, clock: ClockDep
) -> Response:
    """Take in a municipality."""
    gate: Gate = request.app.state.gate
    return await answer_once(session, command, lambda: take_in(session, body, gate), clock.now())


@router.post("/{code}/_rename", status_code=204)
async def rename(code: str, body: MunicipalityBody, command: CommandDep, session: Writing, clock: ClockDep) -> Response:
    """Give a municipality another name."""

    async def effect() -> Answer:
        row = (await session.execute(select(Municipality).where(col(Municipality.code) == code))).scalar_one()
        row.name = body.name
        return Answer(204, b"")

    return await answer_once(session, command, effect, clock.now())


@router.get("")
async def names(session: Reading) -> list[str]:
    """The names of all municipalities."""
    return list((await session.execute(select(col(Municipality.name)).order_by(col(Municipality.code)))).scalars())


@router.delete("", status_code=204)
async def clear_as_a_reader(session: Reading) -> None:
    """Try to write with a session that reads."""
    for row in (await session.execute(select(Municipality))).scalars():
        await session.delete(row)
    await session.flush()


def a_command_app(issuer: DevelopmentIssuer, clock: Clock, database: Database, gate: Gate) -> FastAPI:
    app = create_app(
        title="Municipalities",
        description="A small service.",
        version="1.0.0",
        routers=[router],
        tokens=Tokens(issuer.url, issuer.audience, IssuerKeys(issuer.keys, clock), clock),
        clock=clock,
        ids=SeededIds("app"),
    )
    app.state.database, app.state.gate = database, gate
    return app
