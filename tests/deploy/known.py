"""What the files for running a house are held against."""

from house.settings import BetweenSettings, HouseSettings
from services.mandates.settings import MandatesSettings
from services.notify.settings import NotifySettings
from services.schedule.settings import ScheduleSettings
from services.settings import PREFIX

KINDS = (HouseSettings, BetweenSettings, ScheduleSettings, MandatesSettings, NotifySettings)
SETTINGS = {f"{PREFIX}{name.upper()}" for kind in KINDS for name in kind.model_fields}
"""Every variable that a part reads."""

OTHERS = {"DATABASE_URL", "SSL_CERT_FILE"}
"""The administrator's database, and OpenSSL's own variable for the authorities that are believed."""
