"""Verification on request, and queries over verifications and the log for auditors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, exists, select

from engine import canonical_json
from engine.db import Database
from engine.errors import NotFound
from engine.history import checkpoints, log
from engine.history.checkpoints import Stored
from engine.history.log import Leaf
from engine.history.models import log_leaves
from engine.history.notes import Checkpoint
from engine.history.problems import Problem
from engine.identity.queries import person
from engine.instances.models import instances
from engine.instances.runtime import Runtime
from engine.replay.rights import require_auditor
from engine.settings import Settings
from engine.verification import instance_verifier, log_checker, runs
from engine.verification.alarms import Alarm, current
from engine.verification.models import verifications
from engine.verification.report import Report
from engine.verification.runs import Verified
from engine.verification.store_checks import Check
from engine.verification.trust import policy_of


@dataclass(frozen=True, slots=True)
class Sealing:
    """A checkpoint with what is wrong with it: by itself, or against the leaves under it."""

    checkpoint: Stored
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class Covered:
    """A sealed head of a history, with the first checkpoint that is over it."""

    checkpoint: Stored
    leaf: Leaf


def verify(database: Database, runtime: Runtime, folio: str, *, actor: str, at: datetime) -> Report:
    """Verify an instance for `actor` and store the result, as the nightly verification does.

    Whether `actor` may is decided in both transactions, as verifying takes a while. Raises NotAllowed, NotFound (kind
    ``instance``, or ``person`` for one who has left), StoreUnavailable.
    """
    with database.reading() as connection:
        require_auditor(person(connection, actor))
        report = instance_verifier.verify(connection, runtime, folio)
    with database.transaction() as connection:
        require_auditor(person(connection, actor))
        runs.record(connection, [report], at=at)
    return report


def verify_log(
    connection: Connection, settings: Settings, kept: Sequence[Checkpoint] = (), *, whole: bool = False
) -> list[Check]:
    """Check the log, and that it grew from the `kept` checkpoints besides the one that the installation keeps; `whole`:
    every leaf of it. Raises BadSealKey."""
    policy = policy_of(settings).keeping(kept)
    return (log_checker.whole if whole else log_checker.standing)(connection, policy)


def sealing_page(
    connection: Connection, settings: Settings, *, before: int | None = None, limit: int = 50
) -> tuple[list[Sealing], int | None]:
    """A page of checkpoints, the newest first, each held against the log; and the number before which the next page
    begins: None after the last. Raises BadSealKey."""
    found, behind = checkpoints.page(connection, before=before, limit=limit)
    problems = log_checker.judged(connection, found, policy_of(settings))
    return [Sealing(each, problem) for each, problem in zip(found, problems, strict=True)], behind


def alarms(connection: Connection) -> list[Alarm]:
    """The alarms that last, the oldest first."""
    return current(connection)


def note(connection: Connection, number: int) -> str:
    """The signed note of a checkpoint. Raises NotFound (kind ``checkpoint``)."""
    found, _ = checkpoints.page(connection, before=number + 1, limit=1)
    if not found or found[0].number != number:
        raise NotFound(kind="checkpoint", id=str(number))
    return checkpoints.with_cosignatures(connection, found[0])


def last_verification(connection: Connection, folio: str) -> Verified | None:
    """The last verification of an instance; None where there was none."""
    columns = (verifications.c[name] for name in ("ok", "head_seq", "verified_at", "report"))
    query = select(*columns).join(instances, instances.c.id == verifications.c.instance_id)
    row = connection.execute(query.where(instances.c.folio == folio)).first()
    if row is None:
        return None
    report = canonical_json.loads(row.report)
    assert isinstance(report, dict)
    return Verified(folio, row.ok, row.head_seq, row.verified_at, {**report})


def covering(connection: Connection, folio: str) -> list[Covered]:
    """What was sealed of a history, the newest first."""
    found = []
    for leaf in reversed(log.of_ledger(connection, folio)):
        checkpoint = checkpoints.covering(connection, leaf.index)
        if checkpoint is not None:
            found.append(Covered(checkpoint, leaf))
    return found


def removed(connection: Connection, *, limit: int = 50) -> list[str]:
    """Folios of sealed histories that are missing, the newest first, at most `limit`."""
    there = exists(select(instances.c.id).where(instances.c.folio == log_leaves.c.ledger))
    query = select(log_leaves.c.ledger).distinct().where(~there).order_by(log_leaves.c.ledger.desc())
    gone = (name for name in connection.execute(query).scalars() if log.is_folio(name))
    return list(islice(gone, limit))
