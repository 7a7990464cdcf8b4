"""Checks the log of a database: against itself, its checkpoints, and those that were kept elsewhere.

`standing` asks a handful of rows and is enough to know that the log is the one that was signed last, grown from the one
that is kept: before anything is signed, and beside each verification. `whole` reads all of it, and says where it was
changed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from sqlalchemy import Connection

from engine.history import checkpoints, log
from engine.history.checkpoints import Stored
from engine.history.log import KEYS, NodeMissing
from engine.history.notes import BadNote, Checkpoint, VerifierKey
from engine.history.problems import BEYOND, Kind, Problem, unreadable
from engine.verification import vouching
from engine.verification.log_reader import MOST, NOTHING, LogReader
from engine.verification.store_checks import Check
from engine.verification.trust import TrustPolicy

LOG, CHECKPOINTS = "log", "checkpoints"


def standing(connection: Connection, policy: TrustPolicy) -> list[Check]:
    """Whether the log is the one that its last checkpoint signs, grown from the kept ones."""
    return _guarded(_standing, connection, policy)


def whole(connection: Connection, policy: TrustPolicy) -> list[Check]:
    """As `standing`, every leaf, subtree and checkpoint read and hashed again."""
    return _guarded(_whole, connection, policy)


def _guarded(
    check: Callable[[Connection, TrustPolicy], list[Check]], connection: Connection, policy: TrustPolicy
) -> list[Check]:
    """Whatever stands in the log, checking it ends with a finding: by an exception nobody would be told."""
    try:
        return check(connection, policy)
    except BEYOND as error:
        found = (unreadable(Kind.LOG_CHANGED, error),)
        return [Check(LOG, found), Check(CHECKPOINTS, found)]


def _standing(connection: Connection, policy: TrustPolicy) -> list[Check]:
    last = checkpoints.last(connection)
    roots = _StoredRoots(connection)
    problems = [*_checkpoints([] if last is None else [last], roots, _keys(connection), policy)]
    if last is not None:
        problems += vouching.of_last(connection, last, policy)
    problems += vouching.kept_problems(connection, policy)
    return [Check(LOG, tuple(_end(last, roots))), Check(CHECKPOINTS, tuple(problems))]


def _whole(connection: Connection, policy: TrustPolicy) -> list[Check]:
    known = checkpoints.everything(connection)
    sizes = {each.size for each in known} | {each.size for each in policy.kept}
    roots = LogReader(connection, sizes)
    last = known[-1] if known else None
    problems = [*_numbered(known), *_checkpoints(known, roots, _keys(connection), policy)]
    problems += vouching.vouching_problems(connection, known, policy)
    problems += vouching.kept_problems(connection, policy)
    return [
        Check(LOG, (*roots.problems, *_end(last, roots))[:MOST]),
        Check(CHECKPOINTS, tuple(problems[:MOST])),
    ]


class _StoredRoots:
    """The roots that the stored subtrees give."""

    whole = False

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.size = log.size(connection)

    def at(self, size: int) -> tuple[str, ...]:
        try:
            return (log.root(self._connection, size),) if size <= self.size else ()
        except NodeMissing:
            return ()


_Roots = _StoredRoots | LogReader


def judged(connection: Connection, some: Sequence[Stored], policy: TrustPolicy) -> list[Problem | None]:
    """What is wrong with each of these checkpoints: by itself, with the one before it, or with the leaves under it."""
    roots, on_record = _StoredRoots(connection), _keys(connection)
    trusted = policy.trusted or frozenset(list(on_record)[:1])
    return [_stored_problem(each, roots, on_record, trusted) for each in some]


def _end(last: Stored | None, roots: _Roots) -> Iterator[Problem]:
    """Every leaf must be under the last checkpoint, and every leaf that it signs must be there."""
    signed = 0 if last is None else last.size
    if roots.size != signed:
        yield Problem(Kind.LOG_CHANGED, min(roots.size, signed), str(signed), str(roots.size))


def _numbered(known: Sequence[Stored]) -> Iterator[Problem]:
    for expected, each in enumerate(known, start=1):
        if each.number != expected:
            yield Problem(Kind.CHECKPOINT_REMOVED, expected, str(expected), str(each.number))
            return


def _keys(connection: Connection) -> Mapping[str, int]:
    """The keys on record, each with the index of its leaf."""
    return {leaf.head.hash: leaf.index for leaf in log.of_ledger(connection, KEYS)}


def _checkpoints(
    known: Sequence[Stored], roots: _Roots, on_record: Mapping[str, int], policy: TrustPolicy
) -> Iterator[Problem]:
    trusted = policy.trusted or frozenset(list(on_record)[:1])
    origins = set()
    for stored in known:
        problem = _stored_problem(stored, roots, on_record, trusted)
        if problem is not None:
            yield problem
        else:
            origins.add(stored.checkpoint.origin)
    if policy.missing is not None and known:
        yield Problem(Kind.KEPT_MISSING, known[-1].size, *policy.missing)
    for kept in policy.kept:
        problem = _kept_problem(kept, roots, trusted, policy.witnesses, origins)
        if problem is not None:
            yield problem
        elif kept.size not in {each.size for each in known} and roots.whole:
            yield Problem(Kind.CHECKPOINT_REMOVED, kept.size, str(kept.size), NOTHING)


def _stored_problem(
    stored: Stored, roots: _Roots, on_record: Mapping[str, int], trusted: frozenset[str]
) -> Problem | None:
    """What is wrong with a checkpoint in the database, by itself and against the leaves."""
    try:
        note = stored.checkpoint
    except BadNote as error:
        return _changed(stored, "note", str(error.details["reason"]))
    said = (note.size, checkpoints.dated(note))
    if said != (stored.size, (stored.number, stored.at)):
        return _changed(stored, f"{stored.size} {stored.number} {stored.at}", f"{said[0]} {said[1]}")
    signers = {key for key, index in on_record.items() if index < note.size and _signed(note, key)}
    if not signers & trusted:
        return _changed(stored, ", ".join(sorted(trusted)) or NOTHING, ", ".join(sorted(signers)) or NOTHING)
    return _root_problem(note, roots)


def _kept_problem(
    kept: Checkpoint, roots: _Roots, trusted: frozenset[str], witnesses: Sequence[VerifierKey], origins: set[str]
) -> Problem | None:
    """What a checkpoint that was kept elsewhere says against the log."""
    seen = any(kept.seen_at(witness) is not None for witness in witnesses)
    if not seen and not any(_signed(kept, key) for key in trusted):
        return Problem(Kind.CHECKPOINT_NOT_TRUSTED, kept.size, ", ".join(sorted(trusted)) or NOTHING, NOTHING)
    if any(kept.signed_by(witness) is False for witness in witnesses):
        names = ", ".join(str(witness) for witness in witnesses)
        return Problem(Kind.COSIGNATURE_CHANGED, kept.size, names, NOTHING)
    if origins and kept.origin not in origins:
        return Problem(Kind.LOG_FORKED, kept.size, kept.origin, ", ".join(sorted(origins)))
    if kept.size > roots.size:
        return Problem(Kind.LOG_ROLLED_BACK, kept.size, str(kept.size), str(roots.size))
    return _root_problem(kept, roots)


def _root_problem(note: Checkpoint, roots: _Roots) -> Problem | None:
    found = roots.at(note.size)
    return None if note.root in found else Problem(Kind.LOG_FORKED, note.size, note.root, (*found, NOTHING)[0])


def _signed(note: Checkpoint, public: str) -> bool:
    try:
        return bool(note.signed_by(VerifierKey(note.origin, public)))
    except ValueError:  # what is on record is no key
        return False


def _changed(stored: Stored, expected: str, found: str) -> Problem:
    return Problem(Kind.CHECKPOINT_CHANGED, stored.number, expected, found)
