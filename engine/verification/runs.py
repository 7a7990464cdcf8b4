"""Verifies many instances, sequentially or in parallel, and stores the results."""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, or_, select
from sqlalchemy.dialects import postgresql

from engine import canonical_json
from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.history import log
from engine.history.statuses import InstanceStatus
from engine.instances.models import instances
from engine.instances.runtime import Runtime
from engine.memory import tune_gc
from engine.verification import verdicts
from engine.verification.instance_verifier import InstanceVerifier
from engine.verification.models import verifications
from engine.verification.report import Report

SHARE = 8
"""Instances given to a process at a time; large enough to make the cost of handing them over small."""


@dataclass(frozen=True, slots=True)
class Verified:
    """The last verification of an instance. `report` is what `Report.as_dict` gave."""

    folio: str
    ok: bool
    events: int
    verified_at: datetime
    report: dict[str, object]


def folios(connection: Connection, *, since_last: bool = False) -> list[str]:
    """The folios to verify: those never verified first, then those verified longest ago.

    With `since_last` only those whose last verification did not find them in order at their present last event. Folios
    that were sealed once and have no instance any more come last.
    """
    done = verifications.c
    query = (
        select(instances.c.folio)
        .outerjoin(verifications, done.instance_id == instances.c.id)
        .order_by(done.verified_at.is_not(None), done.verified_at, instances.c.id)
    )
    if since_last:
        same = and_(done.head_seq == instances.c.head_seq, done.head_hash == instances.c.head_hash, done.ok)
        query = query.where(or_(done.instance_id.is_(None), ~same))
    found = [row.folio for row in connection.execute(query)]
    there = {row.folio for row in connection.execute(select(instances.c.folio))}
    return found + sorted(each for each in log.folios(connection) - there if isinstance(each, str))


def verify_sequential(database: Database, runtime: Runtime, wanted: Sequence[str]) -> Iterator[Report]:
    """Verify `wanted`, one after the other, in this process; each in a transaction of its own.

    Raises StoreUnavailable, NotFound for a folio that never was.
    """
    with database.reading() as connection:
        verifier = InstanceVerifier(connection, runtime)
    for folio in wanted:
        with database.reading() as connection:
            report = verifier.verify(connection, folio)
        yield report


def verify_parallel(url: str, timezone: str, wanted: Sequence[str], processes: int | None = None) -> Iterator[Report]:
    """As `verify_sequential`, in as many processes as there are cores, in whatever order they are done."""
    shares = [wanted[start : start + SHARE] for start in range(0, len(wanted), SHARE)]
    count = min(processes or os.cpu_count() or 1, len(shares))
    if count < 2:
        database = Database(url)
        try:
            yield from verify_sequential(database, Runtime(OfficeCalendar(timezone)), wanted)
        finally:
            database.close()
        return
    # Not forked: a connection, and a thread holding a lock, must not be there twice.
    context = multiprocessing.get_context("spawn")
    with context.Pool(count, _begin, (url, timezone)) as pool:
        for reports in pool.imap_unordered(_verify, shares):
            yield from reports


def record(connection: Connection, reports: Sequence[Report], *, at: datetime) -> None:
    """Store the reports, replacing the previous ones of the same instances."""
    by_folio = {report.folio: report for report in reports}
    columns = (instances.c[name] for name in ("id", "folio", "status", "head_seq"))
    rows = connection.execute(select(*columns).where(instances.c.folio.in_(by_folio)))
    values: dict[str, dict[str, Any]] = {}
    final = dict[str, bool]()
    for id_, folio, status, head_seq in rows:
        report = by_folio[folio]
        told = canonical_json.dumps(report.as_dict())
        head = {"head_seq": report.events, "head_hash": report.head}
        values[folio] = {"instance_id": id_, **head, "ok": report.ok, "report": told}
        final[folio] = status != InstanceStatus.RUNNING and head_seq == report.events
    if values:
        # Whoever keeps the same at this moment waits here.
        verified_at = verdicts.enter(connection, values, at=at).moment
        kept = [{**value, "verified_at": verified_at, "final": final[folio]} for folio, value in values.items()]
        connection.execute(_UPSERT, kept)


# Two may verify one history at the same moment: whoever comes last is kept. Both databases write it as PostgreSQL does.
_NEW = postgresql.insert(verifications)
_UPSERT = _NEW.on_conflict_do_update(
    index_elements=["instance_id"],
    set_={column.name: _NEW.excluded[column.name] for column in verifications.c if not column.primary_key},
)


def results(connection: Connection) -> list[Verified]:
    """The last verification of each instance, the newest first."""
    query = (
        select(instances.c.folio, *(verifications.c[name] for name in ("ok", "head_seq", "verified_at", "report")))
        .join(instances, instances.c.id == verifications.c.instance_id)
        .order_by(verifications.c.verified_at.desc(), instances.c.id.desc())
    )
    found = []
    for folio, ok, events, verified_at, text in connection.execute(query):
        report = canonical_json.loads(text)
        assert isinstance(report, dict)
        found.append(Verified(folio, ok, events, verified_at, {**report}))
    return found


class _Process:
    """The state of a process of the pool between shares."""

    verifier: InstanceVerifier
    database: Database


def _begin(url: str, timezone: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts means the whole; the parent ends the pool
    _Process.database = Database(url)
    with _Process.database.reading() as connection:
        runtime = Runtime(OfficeCalendar(timezone))
        _Process.verifier = InstanceVerifier(connection, runtime)
    tune_gc()


def _verify(share: Sequence[str]) -> list[Report]:
    reports = []
    for folio in share:
        with _Process.database.reading() as connection:
            reports.append(_Process.verifier.verify(connection, folio))
    return reports
