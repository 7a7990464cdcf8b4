"""What third parties say of checkpoints: that they were there at a time (time-stamps), that the log grew (witnesses).

Both are stored beside the checkpoints, where whoever has the database can write; so neither is believed for being
there. A time-stamp that was received stands in the ledger of deliveries: one that is missing is missed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from engine.clock import from_text, to_text
from engine.history import checkpoints, ledger, notes, timestamps
from engine.history.checkpoints import Stored
from engine.history.notes import BadNote, VerifierKey
from engine.history.problems import Kind, Problem
from engine.history.timestamps import LATE, NEAR, BadTimeStamp, TimeStamp
from engine.notifications.outbox import STAMP
from engine.notifications.record import DELIVERIES, DeliveryType
from engine.verification.leaving import STAMPED, stamp_key
from engine.verification.log_reader import NOTHING
from engine.verification.trust import TrustPolicy

SHARE = 500
"""Checkpoints whose time-stamps are in memory at a time."""
MOST = 20
"""So many are tried where one that holds is looked for."""
NO_ROOTS = "CAUCE_TIMESTAMP_CERTIFICATES: —"


@dataclass(frozen=True, slots=True)
class Vouched:
    """That a third party vouches for a checkpoint: its number and its size, when by the third party's own clock, and
    who, where it has a name."""

    number: int
    size: int
    at: datetime
    by: str | None = None

    def as_dict(self) -> dict[str, object]:
        """It as `--json` gives it."""
        return {"seal": self.number, "at": to_text(self.at), "by": self.by}


def vouching_problems(connection: Connection, known: Sequence[Stored], policy: TrustPolicy) -> Iterator[Problem]:
    """What is wrong with what third parties are said to have signed of the checkpoints, all of which are `known`."""
    received = _received(ledger.read(connection, DELIVERIES, types=[DeliveryType.DELIVERED], naming=[STAMPED]))
    readable = [each for each in known if _is_readable(each)]
    times: dict[int, datetime] = {}
    for start in range(0, len(readable), SHARE):
        share = readable[start : start + SHARE]
        yield from _stamp_problems(connection, share, received, policy, times)
        yield from _line_problems(connection, share, policy)
    yield from _far_from(readable, times)
    for size in sorted(checkpoints.vouched_sizes(connection) - {each.size for each in known}):
        yield Problem(Kind.CHECKPOINT_REMOVED, size, str(size), NOTHING)


def kept_problems(connection: Connection, policy: TrustPolicy) -> Iterator[Problem]:
    """What time-stamps that were kept elsewhere say: each is over a checkpoint that must be there."""
    if not policy.stamps:
        return
    known = {timestamps.imprint_of(each.note): each for each in checkpoints.everything(connection)}
    for stamp in policy.stamps:
        stored = known.get(stamp.imprint)
        if stored is None:
            yield Problem(Kind.CHECKPOINT_REMOVED, None, f"sha256 {stamp.imprint}", NOTHING, to_text(stamp.at))
            continue
        wrong = timestamps.refusal(stamp, stored.note, policy.roots) if policy.roots else NO_ROOTS
        if wrong is not None:
            yield Problem(Kind.CHECKPOINT_NOT_TRUSTED, stored.number, "RFC 3161", wrong, to_text(stamp.at))
        elif _is_readable(stored):
            yield from _far_from([stored], {stored.number: stamp.at})


def of_last(connection: Connection, last: Stored, policy: TrustPolicy) -> Iterator[Problem]:
    """The same of the last checkpoint alone."""
    if not _is_readable(last):
        return
    received = _received(ledger.latest(connection, DELIVERIES, subject=stamp_key(last), limit=1))
    times: dict[int, datetime] = {}
    yield from _stamp_problems(connection, [last], received, policy, times)
    yield from _line_problems(connection, [last], policy)
    yield from _far_from([last], times)


def stamped_to(connection: Connection, policy: TrustPolicy) -> Vouched | None:
    """The newest checkpoint whose time-stamp holds; None where there is none, or no certificate to tell by."""
    return _stamped(connection, checkpoints.stamped(connection, newest=True, limit=MOST), policy)


def stamped_over(connection: Connection, policy: TrustPolicy, index: int) -> Vouched | None:
    """The first checkpoint over the leaf `index` whose time-stamp holds: what it is over was there at the latest then.
    None as above."""
    return _stamped(connection, checkpoints.stamped(connection, over=index, limit=MOST), policy)


def cosigned_to(connection: Connection, policy: TrustPolicy) -> Vouched | None:
    """The newest checkpoint that a known witness co-signed; None where there is none."""
    return _cosigned(connection, checkpoints.cosigned(connection, newest=True, limit=MOST), policy)


def cosigned_over(connection: Connection, policy: TrustPolicy, index: int) -> Vouched | None:
    """The first checkpoint over the leaf `index` that a known witness co-signed; None where there is none."""
    return _cosigned(connection, checkpoints.cosigned(connection, over=index, limit=MOST), policy)


def _stamped(connection: Connection, stamps: Mapping[int, bytes], policy: TrustPolicy) -> Vouched | None:
    for size, answer in stamps.items() if policy.roots else ():
        stored = checkpoints.of_size(connection, size)
        stamp = None if stored is None else holding(answer, stored, policy)
        if stored is not None and stamp is not None:
            return Vouched(stored.number, size, stamp.at)
    return None


def _cosigned(connection: Connection, lines: Iterable[tuple[int, str, str]], policy: TrustPolicy) -> Vouched | None:
    for size, name, line in lines:
        stored = checkpoints.of_size(connection, size)
        for key in policy.witnesses:
            seconds = seen_by(key, line, stored) if stored is not None and key.name == name else None
            if stored is not None and seconds is not None:
                return Vouched(stored.number, size, datetime.fromtimestamp(seconds, UTC), name)
    return None


def holding(answer: bytes, stored: Stored, policy: TrustPolicy) -> TimeStamp | None:
    """The time-stamp, if it holds for that checkpoint."""
    try:
        stamp = timestamps.read_stamp(answer)
    except BadTimeStamp:
        return None
    return stamp if timestamps.refusal(stamp, stored.note, policy.roots) is None else None


def seen_by(witness: VerifierKey, line: str, stored: Stored) -> int | None:
    """When that witness co-signed a checkpoint with that line, in seconds since 1970; None where it did not."""
    try:
        return stored.checkpoint.as_signed.with_signatures(notes.read_signatures(line)).seen_at(witness)
    except BadNote:
        return None


def _received(entries: Sequence[ledger.Entry]) -> dict[str, str]:
    """What was received for which letter, as the ledger says; what it does not say is for its own check to name."""
    found = {}
    for entry in entries:
        try:
            if entry.says["kind"] == STAMP:
                found[entry.subject] = str(entry.says["reply"])
        except (KeyError, ValueError):
            continue
    return found


def _is_readable(stored: Stored) -> bool:
    """Whether number and moment are those of its note; where they are not, that is told of the checkpoint itself."""
    try:
        return checkpoints.dated(stored.checkpoint) == (stored.number, stored.at) and bool(from_text(stored.at).tzinfo)
    except (BadNote, ValueError):
        return False


def _stamp_problems(
    connection: Connection,
    known: Sequence[Stored],
    received: Mapping[str, str],
    policy: TrustPolicy,
    times: dict[int, datetime],
) -> Iterator[Problem]:
    """What is wrong with the time-stamps of checkpoints that follow each other; `times` gets those that hold, by the
    checkpoint's number."""
    stamps = checkpoints.stamped(connection, over=known[0].size - 1, to=known[-1].size)
    for stored in known:
        said, answer = received.get(stamp_key(stored)), stamps.get(stored.size)
        if answer is None:
            if said is not None:
                yield Problem(Kind.TIMESTAMP_REMOVED, stored.number, said, NOTHING)
            continue
        try:
            stamp = timestamps.read_stamp(answer)
        except BadTimeStamp as error:
            yield Problem(Kind.TIMESTAMP_CHANGED, stored.number, said or "RFC 3161", str(error.details["reason"]))
            continue
        wrong = timestamps.refusal(stamp, stored.note, policy.roots)
        if wrong is not None:
            imprint = f"sha256 {timestamps.imprint_of(stored.note)}"
            yield Problem(Kind.TIMESTAMP_CHANGED, stored.number, said or imprint, wrong)
        elif said is not None and said != str(stamp):
            yield Problem(Kind.TIMESTAMP_CHANGED, stored.number, said, str(stamp))
        else:
            times[stored.number] = stamp.at


def _far_from(known: Sequence[Stored], times: Mapping[int, datetime]) -> Iterator[Problem]:
    """The checkpoints whose own moment a time-stamp contradicts: their own, one before that was there already, or one
    behind that cannot be without them."""
    after: dict[int, datetime] = {}
    soonest = None
    for stored in reversed(known):
        at = times.get(stored.number)
        soonest = at if soonest is None else soonest if at is None else min(at, soonest)
        if soonest is not None:
            after[stored.number] = soonest
    latest: datetime | None = None
    for stored in known:
        at, own, bound = from_text(stored.at), times.get(stored.number), after.get(stored.number)
        if bound is not None and at > bound + NEAR:
            yield Problem(Kind.TIME_DISAGREES, stored.number, f"≤ {to_text(bound)}", stored.at)
        elif own is not None and at < own - LATE - NEAR:
            yield Problem(Kind.TIME_DISAGREES, stored.number, f"≥ {to_text(own - LATE)}", stored.at)
        elif latest is not None and at < latest - NEAR:
            yield Problem(Kind.TIME_DISAGREES, stored.number, f"≥ {to_text(latest)}", stored.at)
        if own is not None:
            latest = own if latest is None else max(own, latest)


def _line_problems(connection: Connection, known: Sequence[Stored], policy: TrustPolicy) -> Iterator[Problem]:
    """The co-signatures that no known witness made of that checkpoint. Where no witness is known nobody can tell."""
    if not policy.witnesses:
        return
    of_size = {each.size: each for each in known}
    names = ", ".join(str(key) for key in policy.witnesses)
    for size, name, line in checkpoints.cosigned(connection, over=known[0].size - 1, to=known[-1].size):
        stored = of_size.get(size)
        mine = [key for key in policy.witnesses if key.name == name]
        if stored is not None and not any(seen_by(key, line, stored) is not None for key in mine):
            yield Problem(Kind.COSIGNATURE_CHANGED, stored.number, names, f"{name}: {line[:80]}")
