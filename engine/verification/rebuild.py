"""Rebuilds what is stored of an instance, but only from a history that verification finds in order.

State, inbox, lists, search and facts are caches of the history (`engine.instances.read_model`, `engine.facts`).
Rebuilding them from a history that somebody changed would make the change look genuine.
"""

from functools import partial

from sqlalchemy import Connection, select

from engine.errors import Conflict, NotFound
from engine.facts import keeping
from engine.facts.keeping import Around, alone
from engine.history import store
from engine.history.problems import Kind, Problem
from engine.instances import read_model
from engine.instances.models import instances
from engine.instances.row_statements import LOCK_INSTANCE
from engine.verification.instance_verifier import InstanceVerifier

REBUILT = frozenset(
    {
        Kind.SNAPSHOT_CHANGED,
        Kind.WORK_ITEM_CHANGED,
        Kind.TIMER_CHANGED,
        Kind.LINK_CHANGED,
        Kind.INCIDENT_CHANGED,
        Kind.SEARCH_CHANGED,
        Kind.FACTS_CHANGED,
        Kind.INSTANCE_CHANGED,
    }
)
"""The problems that a rebuild mends: all in what follows from a history, none in the history itself."""


class HistoryNotInOrder(Conflict):
    """Nothing is rebuilt from a history that is not in order itself. Details: `folio`, `problems` (their kinds)."""

    code = "history_not_in_order"


def folios(connection: Connection) -> list[str]:
    """The folios of every instance, the oldest first."""
    return list(connection.execute(select(instances.c.folio).order_by(instances.c.id)).scalars())


def rebuild(
    connection: Connection, verifier: InstanceVerifier, folio: str, around: Around = alone
) -> tuple[Problem, ...]:
    """Verify an instance and rebuild what is stored of it, and what changes `around` its facts; gives the problems that
    this mended.

    Raises NotFound (kind ``instance``), HistoryNotInOrder.
    """
    row = LOCK_INSTANCE.run(connection, {"folio": folio}).fetchone()
    if row is None:
        raise NotFound(kind="instance", id=folio)
    report = verifier.verify(connection, folio)
    wrong = dict.fromkeys(str(problem.kind) for problem in report.problems if problem.kind not in REBUILT)
    if wrong:
        raise HistoryNotInOrder(folio=folio, problems=list(wrong))
    history = store.read(connection, row[0], folio)
    executables = partial(verifier.runtime.library.executable, connection)
    read_model.rebuild(connection, executables, row[0], folio, history)
    keeping.take_turn(connection)
    keeping.rebuild(connection, keeping.world(connection, verifier.runtime), row[0], history, around)
    return report.problems
