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
from engine.history.entry_types import kind_of
from engine.history.log import Leaf
from engine.history.models import log_leaves
from engine.history.problems import Problem
from engine.identity.queries import person
from engine.instances import queries, starts
from engine.instances.models import instances
from engine.instances.reading import reader_of
from engine.instances.runtime import Runtime
from engine.replay.rights import require_auditor
from engine.settings import Settings
from engine.verification import findings, instance_verifier, log_checker, third_parties
from engine.verification.alarms import Alarm, current
from engine.verification.coverage import Coverage
from engine.verification.coverage import coverage as coverage_of
from engine.verification.findings import Checked
from engine.verification.ledger_checks import LEDGERS, ledger_checks
from engine.verification.models import verifications
from engine.verification.report import Report
from engine.verification.runs import Verified
from engine.verification.store_checks import Check
from engine.verification.third_parties import ThirdParties
from engine.verification.trust import Kept, policy_of


@dataclass(frozen=True, slots=True)
class Sealing:
    """A checkpoint with what is wrong with it: by itself, or against the leaves under it; and whether there is a
    time-stamp of it."""

    checkpoint: Stored
    problem: Problem | None
    stamped: bool


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
        who = person(connection, actor)
        require_auditor(who)
        queries.instance_row(connection, reader_of(connection, runtime, who), folio)
        report = instance_verifier.verify(connection, runtime, folio)
    with database.transaction() as connection:
        require_auditor(person(connection, actor))
        findings.keep(connection, [report], [], runtime.words, at=at)
    return report


def verify_ledgers(database: Database, runtime: Runtime, *, actor: str, at: datetime) -> None:
    """Check every ledger for `actor`, and keep what is found, as the nightly verification does. Raises NotAllowed,
    NotFound (kind ``person``), StoreUnavailable."""
    with database.reading() as connection:
        require_auditor(person(connection, actor))
        checks = ledger_checks(connection)
    with database.transaction() as connection:
        require_auditor(person(connection, actor))
        findings.keep(connection, [], checks, runtime.words, at=at)


def ledgers(connection: Connection) -> list[Checked]:
    """What the last check of each ledger found, by their names."""
    return [each for each in findings.checked(connection) if kind_of(each.subject) in LEDGERS]


def verify_log(
    connection: Connection, settings: Settings, kept: Sequence[Kept] = (), *, whole: bool = False
) -> list[Check]:
    """Check the log, and that it agrees with what was `kept` besides the one that the installation keeps; `whole`:
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
    stamps = checkpoints.stamped(connection, over=found[-1].size - 1, to=found[0].size) if found else {}
    return [Sealing(each, problem, each.size in stamps) for each, problem in zip(found, problems, strict=True)], behind


def alarms(connection: Connection) -> list[Alarm]:
    """The alarms that last, the oldest first."""
    return current(connection)


def note(connection: Connection, number: int) -> str:
    """The signed note of a checkpoint. Raises NotFound (kind ``checkpoint``)."""
    return checkpoints.with_cosignatures(connection, _checkpoint(connection, number))


def stamp(connection: Connection, number: int) -> bytes:
    """What a time-stamp authority answered for a checkpoint (DER). Raises NotFound (kind ``checkpoint``)."""
    found = checkpoints.stamp_of(connection, _checkpoint(connection, number).size)
    if found is None:
        raise NotFound(kind="checkpoint", id=str(number))
    return found


def _checkpoint(connection: Connection, number: int) -> Stored:
    found, _ = checkpoints.page(connection, before=number + 1, limit=1)
    if not found or found[0].number != number:
        raise NotFound(kind="checkpoint", id=str(number))
    return found[0]


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


def removed_from(connection: Connection, folio: str) -> list[Covered]:
    """What was sealed of a history that is not there any more, the newest first; nothing of one that is there."""
    there = connection.execute(select(instances.c.id).where(instances.c.folio == folio)).first()
    return covering(connection, folio) if there is None else []


def covering(connection: Connection, folio: str) -> list[Covered]:
    """What was sealed of a history, the newest first."""
    found = []
    for leaf in reversed(log.of_ledger(connection, folio)):
        checkpoint = checkpoints.covering(connection, leaf.index)
        if checkpoint is not None:
            found.append(Covered(checkpoint, leaf))
    return found


def coverage(connection: Connection, settings: Settings, folio: str) -> Coverage:
    """What the log says of a history, and which third parties vouch for that. Raises BadSealKey."""
    return coverage_of(connection, policy_of(settings), folio)


def vouched(connection: Connection, settings: Settings) -> ThirdParties:
    """What third parties say of the log. Raises BadSealKey."""
    return third_parties.of_log(connection, policy_of(settings))


def removed(connection: Connection, *, limit: int = 50) -> list[str]:
    """Folios of sealed histories that are missing, the newest first, at most `limit`.

    They are looked for where there are more instances, or fewer, than were registered: to look for each of them takes
    longer than a page may. Who puts another in the place of one hides it from this look, and not from verification,
    which asks the register for each (`engine.verification.register_checker`).
    """
    if starts.all_there(connection):
        return []
    there = exists(select(instances.c.id).where(instances.c.folio == log_leaves.c.ledger))
    query = select(log_leaves.c.ledger).distinct().where(~there).order_by(log_leaves.c.ledger.desc())
    gone = (name for name in connection.execute(query).scalars() if log.is_folio(name))
    return list(islice(gone, limit))
