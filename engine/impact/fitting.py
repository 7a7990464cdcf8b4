"""How instances that are over fit each version of their procedure: what a draft does to them, asked of versions.

An instance that is over goes on no more, and a version says what it says: each pair is tried once, by a job, share by
share. What is kept are verdicts; indicators count them (`engine.indicators.totals`).
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, exists, func, select
from sqlalchemy.dialects import postgresql

from engine.db import Database
from engine.definitions import queries
from engine.definitions.library import Library
from engine.errors import DiagramRejected
from engine.history.event_types import VALUES_DISPOSED
from engine.history.models import events
from engine.history.statuses import InstanceStatus
from engine.impact.population import SHARE, Candidate, read_share
from engine.impact.trial import Proposal, Trial, Tried
from engine.indicators import totals
from engine.indicators.models import population_totals
from engine.indicators.totals import ALL, FITS
from engine.instances.models import instances
from engine.replay.models import version_fits
from engine.replay.register import versions

FIT_VERSIONS = "fit_versions"
"""The job's name in the queue."""


def fit_all(database: Database, library: Library, clock: Callable[[], datetime], *, until: datetime) -> int:
    """Try versions on instances that are over and were not tried on them, until that moment; how many were tried. Each
    share is kept in a transaction of its own. Raises StoreUnavailable."""
    done = 0
    with database.reading() as connection:
        every = versions(connection)
    for process_id, number in every:
        trial: Trial | None = None
        while clock() < until:
            with database.reading() as connection:
                if trial is None and _all_are_tried(connection, process_id, number):
                    break
                wanted = _left(connection, process_id, number)
                if not wanted:
                    break
                trial = trial or Trial(_proposal(connection, process_id, number), library)
                try:
                    tried = trial.tried(connection, read_share(connection, wanted))
                except DiagramRejected:  # by rules that it was not asked then
                    break
            with database.transaction() as connection:
                _save(connection, process_id, number, tried)
            done += len(tried)
    return done


def _all_are_tried(connection: Connection, process_id: str, number: int) -> bool:
    """Whether as many were tried as are over, by the totals alone: so that there is nothing to do costs nothing."""
    of = population_totals.c
    ended, tried = (
        connection.scalar(
            select(func.coalesce(func.sum(of["count"]), 0)).where(
                of.process_id == process_id, of.measure == name, which
            )
        )
        for name, which in ((ALL, of.outcome != ""), (FITS, of.value.startswith(f"{number}:", autoescape=True)))
    )
    return bool(ended) and ended == tried


def _left(connection: Connection, process_id: str, number: int) -> list[Candidate]:
    kept = version_fits.c
    tried = exists().where(kept.instance_id == instances.c.id, kept.process_id == process_id, kept.version == number)
    last = events.c.instance_id == instances.c.id, events.c.seq == instances.c.head_seq
    disposed = exists().where(*last, events.c.type == VALUES_DISPOSED.name)
    query = select(*(instances.c[name] for name in Candidate._fields)).where(
        instances.c.process_id == process_id, instances.c.status != InstanceStatus.RUNNING, ~tried, ~disposed
    )
    return [Candidate(*row) for row in connection.execute(query.order_by(instances.c.id).limit(SHARE))]


def _proposal(connection: Connection, process_id: str, number: int) -> Proposal:
    diagram = queries.diagram(connection, process_id, number)
    return Proposal(process_id, diagram, queries.forms(connection, process_id, number))


def _save(connection: Connection, process_id: str, number: int, tried: list[Tried]) -> None:
    whom = {"process_id": process_id, "version": number}
    rows = [{**whom, "instance_id": each.instance.id, "verdict": str(each.effect.verdict)} for each in tried]
    with totals.around(connection, [each.instance.id for each in tried]):
        connection.execute(postgresql.insert(version_fits).on_conflict_do_nothing(), rows)
