"""Seals: appends the heads of what has grown to the log and signs it, if all of that is in order.

Nothing is sealed that does not verify: what grew is verified first, and what fails stays out, while the rest goes on.
That a history failed is a fact, and an entry of the ledger of verdicts; that ledger is in order and is sealed with the
rest, so that nobody takes it back: what is sealed then is that this did not verify at that time, and nothing of it.
Nothing is signed when the log is not the one that was signed last (`log_checker.standing`): who removes checkpoints, or
puts others in their place, gets no signature for what they wrote instead.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, and_, exists, select, text

from engine.clock import Clock, from_text, to_text
from engine.db import Database
from engine.errors import EngineFault
from engine.history import checkpoints, ledger, log
from engine.history.checkpoints import Stored
from engine.history.keys import KeyFile
from engine.history.log import KEYS, Head
from engine.history.models import log_leaves
from engine.history.problems import Problem
from engine.history.timestamps import APART, NEAR
from engine.identity.record import PEOPLE
from engine.instances.models import instances
from engine.instances.runtime import Runtime
from engine.setting_parts.sealing import Leaving
from engine.settings import Settings
from engine.verification import leaving, left_out
from engine.verification.instance_verifier import InstanceVerifier
from engine.verification.ledger_checks import ledger_checks, subject_of
from engine.verification.log_checker import standing
from engine.verification.report import Report
from engine.verification.store_checks import Check
from engine.verification.trust import TrustPolicy, policy_of, policy_with

BUDGET = timedelta(minutes=2)
"""The longest that verifying what grew may take; what is left over is sealed the next time."""
NO_WAY = Leaving()


class LogNotInOrder(EngineFault):
    """The log is not the one that was signed last, or its last checkpoint is not at hand: nothing is signed.

    Details: `problems` (their kinds); `checks` has all about them.
    """

    code = "log_not_in_order"

    def __init__(self, checks: Sequence[Check]) -> None:
        found = dict.fromkeys(str(problem.kind) for check in checks for problem in check.problems)
        super().__init__(problems=list(found))
        self.checks = tuple(checks)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What became of sealing: the new checkpoint, None where nothing in order had grown; `reports` and `checks` are
    those of the histories and the other ledgers that had grown, of which only what is in order was sealed."""

    checkpoint: Stored | None
    reports: tuple[Report, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def refused(self) -> dict[str, tuple[Problem, ...]]:
        """What was not sealed, by its folio or the subject of its check, and why."""
        histories = {report.folio: report.problems for report in self.reports if not report.ok}
        return histories | {check.subject: check.problems for check in self.checks if not check.ok}


def seal(
    database: Database, runtime: Runtime, keys: KeyFile, kept: Path, clock: Clock, ways: Leaving = NO_WAY
) -> Sealed:
    """Verify what has grown since the last checkpoint, append it to the log and sign that; `kept` is the file in which
    the last checkpoint is kept outside the database, `ways` are those by which it leaves the house besides.

    Raises LogNotInOrder, StoreUnavailable; KeptUnreadable when that file cannot be written.
    """
    until = clock() + BUDGET
    with database.reading() as connection:
        _require(connection, policy_with(keys, kept))
        folios = grown = _grown(connection)
        heads = [Head(*each) for each in ledger.heads(connection)]
        ledgers = [head for head in heads if not log.has(connection, head)]  # nor one that it has in another way
        verifier = InstanceVerifier(connection, runtime)
        asked = [head.ledger for head in ledgers]
        if folios and not verifier.actors.holds:  # then nobody knows who could do what has grown
            asked, folios = [*asked, PEOPLE], []
        checks = {check.subject: check for check in ledger_checks(connection, asked)}
    reports = []
    for folio in folios:
        with database.reading() as connection:
            reports.append(verifier.verify(connection, folio))
        if clock() >= until:
            break
    good = [Head(report.folio, report.events, report.head) for report in reports if report.ok]
    good += [head for head in ledgers if checks[subject_of(head.ledger)].ok]
    at = clock()
    with_it = partial(leaving.write, ways=ways, render=runtime.words, at=at)
    left = {*grown, *asked} - {head.ledger for head in good}
    made = _append(database, keys, kept, good, left, with_it, at=at) if good else None
    return Sealed(made, tuple(reports), tuple(checks.values()))


def require_log(connection: Connection, settings: Settings) -> None:
    """Raises LogNotInOrder unless the log is the one that the installation keeps, or has grown from it. Raises
    BadSealKey."""
    _require(connection, policy_of(settings))


def _require(connection: Connection, policy: TrustPolicy) -> None:
    checks = [check for check in standing(connection, policy) if not check.ok]
    if checks:
        raise LogNotInOrder(checks)


def _append(
    database: Database,
    keys: KeyFile,
    kept: Path,
    heads: Sequence[Head],
    left: Collection[str],
    with_it: Callable[[Connection, Stored], None],
    *,
    at: datetime,
) -> Stored | None:
    with database.transaction() as connection:
        _lock(connection)
        _require(connection, policy_with(keys, kept))  # again: somebody else may have sealed meanwhile
        last = checkpoints.last(connection)
        at = _not_before(last, at)
        ahead = _ahead(connection, heads, at + NEAR)
        new = [head for head in heads if head.ledger not in ahead and _is_later(connection, head)]
        if not new or (last is not None and _tells_of_itself(connection, new, last.checkpoint.origin)):
            return None
        origin = _name_of(keys) if last is None else last.checkpoint.origin
        before = 0 if last is None else last.size
        number = 1 if last is None else last.number + 1
        told = left_out.enter(connection, number, {*left, *ahead}, at=at)
        grown = log.append(connection, before, [*_key_change(connection, keys), *sorted([*new, *told])])
        made = checkpoints.make(connection, origin, grown, keys.signer, at=at)
        with_it(connection, made)
    checkpoints.keep(kept, made.note)
    return made


def _not_before(last: Stored | None, at: datetime) -> datetime:
    """The moment of a checkpoint: as of what is entered (`ledger.append`), not before that of the last one, unless that
    was made by a clock that was wrong altogether."""
    if last is None:
        return at
    before = from_text(last.at)
    return before if at < before <= at + APART else at


def _lock(connection: Connection) -> None:
    """Nobody else appends until this transaction ends; SQLite has one writer."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE checkpoints IN SHARE ROW EXCLUSIVE MODE"))


def _grown(connection: Connection) -> list[str]:
    """The folios of the instances whose last event is not in the log, the oldest first."""
    leaf, row = log_leaves.c, instances.c
    same = and_(leaf.ledger == row.folio, leaf.seq == row.head_seq, leaf.head == row.head_hash)
    query = select(row.folio).where(~exists().where(same)).order_by(row.id)
    return list(connection.execute(query).scalars())


def _is_later(connection: Connection, head: Head) -> bool:
    """Whether nothing so late was sealed of that ledger: somebody else may have, while this was verified."""
    last = log.last_of(connection, head.ledger)
    return last is None or last.head.seq < head.seq


def _ahead(connection: Connection, heads: Sequence[Head], latest: datetime) -> set[str]:
    """What says a later time than there is yet: it waits until that has come, or the log contradicted it for ever."""
    moment = to_text(latest)
    found = set(connection.execute(select(instances.c.folio).where(instances.c.head_at > moment)).scalars())
    others = {head.ledger for head in heads if not log.is_folio(head.ledger)}
    return found | {each for each in others if ledger.latest(connection, each, limit=1)[0].at > moment}


def _tells_of_itself(connection: Connection, new: Sequence[Head], origin: str) -> bool:
    """Whether nothing grew but what became of the checkpoint before: that waits until something else does."""
    if len(new) != 1:
        return False
    last = log.last_of(connection, new[0].ledger)
    return leaving.only_leaving(connection, new[0], 0 if last is None else last.head.seq, origin)


def _key_change(connection: Connection, keys: KeyFile) -> list[Head]:
    """The leaf that puts a key on record which did not sign before; a key that comes back is on record again."""
    last = log.last_of(connection, KEYS)
    if last is not None and last.head.hash == keys.signer.public:
        return []
    return [Head(KEYS, 1 if last is None else last.head.seq + 1, keys.signer.public)]


def _name_of(keys: KeyFile) -> str:
    """The name of a new log: told apart from every other by the first key that signs it."""
    return f"cauce.log/{hashlib.sha256(bytes.fromhex(keys.signer.public)).hexdigest()[:16]}"
