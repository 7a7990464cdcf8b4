"""The register of starts: which instances there are, one ledger for each prefix and year.

An instance is numbered and registered in the transaction that starts it, with the hash of its first event. So a hole in
the numbers, an instance that was removed, also the newest, one that was put there, and one that was given another
beginning, such as an earlier one, are found by their folio (`engine.verification.register_checker`).
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Text, bindparam, cast, func, literal, select, text

from engine.execution.compiler import Executable
from engine.history import ledger
from engine.history.entry_types import define
from engine.history.ledger import Entry
from engine.history.models import events, ledger_entries
from engine.instances.models import folios, instances
from engine.statements import Statement

REGISTER = "register"
STARTED = "instance_registered"
define(REGISTER, STARTED, ("process", "first"))

# One statement on both databases; two first starts of a year cannot both insert.
NEXT_FOLIO = text(
    "INSERT INTO folios (prefix, year, last) VALUES (:prefix, :year, 1) "
    "ON CONFLICT (prefix, year) DO UPDATE SET last = folios.last + 1 RETURNING last"
)
_SERIES = literal(f"{REGISTER}:", Text) + folios.c.prefix + "-" + cast(folios.c.year, Text)
_ENTERED = select(func.max(ledger_entries.c.seq)).where(ledger_entries.c.ledger == _SERIES).scalar_subquery()
_COUNTED = select(
    select(func.sum(_ENTERED)).select_from(folios).scalar_subquery(),
    select(func.count()).select_from(instances).scalar_subquery(),
)
_FIRST = Statement(select(events.c.hash).where(events.c.instance_id == bindparam("instance_id"), events.c.seq == 1))


def next_folio(connection: Connection, executable: Executable, at: datetime, zone: ZoneInfo) -> str:
    """The next folio of the year, e.g. GC-2026-0001: consecutive, because the counter's row is locked until commit."""
    prefix = executable.processes[executable.process_id].document.folio_prefix or executable.process_id[:12].upper()
    year = at.astimezone(zone).year
    number = connection.execute(NEXT_FOLIO, {"prefix": prefix, "year": year}).scalar_one()
    return f"{prefix}-{year}-{number:04d}"


def register(
    connection: Connection, instance_id: int, folio: str, process_id: str, *, actor: str, at: datetime
) -> Entry:
    """Enter an instance whose first event is written, in the transaction that numbered it."""
    row = _FIRST.run(connection, {"instance_id": instance_id}).fetchone()
    assert row is not None
    data = {"process": process_id, "first": row[0]}
    # Nobody else appends meanwhile: the counter's row is locked.
    return ledger.append(connection, ledger_of(folio), STARTED, folio, data, actor=actor, at=at, alone=True)


def all_there(connection: Connection) -> bool:
    """Whether there are as many instances as the registers have entries: the last number of each, and one count."""
    entered, found = connection.execute(_COUNTED).one()
    return bool((entered or 0) == found)


def ledger_of(folio: str) -> str:
    """The name of the ledger in which a folio is registered."""
    return f"{REGISTER}:{folio.rpartition('-')[0]}"


def number_of(folio: str) -> int | None:
    """The number of a folio within its prefix and year; None for a text that is none."""
    text_ = folio.rpartition("-")[2]
    return int(text_) if text_.isascii() and text_.isdigit() else None
