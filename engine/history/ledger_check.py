"""Checks the chain of a ledger: which entries were changed, removed or inserted, or go back in time. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from engine.clock import from_text
from engine.history.chain import GENESIS
from engine.history.entry_types import UnknownEntryType, entry_type
from engine.history.ledger import Entry, digest
from engine.history.problems import Kind, Problem

REACH = 5_000
"""At most so many removed entries in a row are looked for; each costs a hash."""


def problems(entries: Sequence[Entry]) -> list[Problem]:
    """What is wrong with the entries of a whole ledger, in their order: its chain, their types and their times."""
    broken = list(_breaks(entries))
    named = {each.seq for each in broken if each.kind is not Kind.ENTRY_REMOVED}
    return [*broken, *_contents([entry for entry in entries if entry.seq not in named])]


def with_others(entries: Sequence[Entry], found: Iterable[Problem]) -> list[Problem]:
    """What is wrong with the entries, and what else was `found` at others: what a changed one says is nobody's word."""
    own = problems(entries)
    named = {each.seq for each in own if each.seq is not None}
    return [*own, *(each for each in found if each.seq not in named)]


def readable(entries: Sequence[Entry]) -> list[Entry]:
    """Those of the entries that hold what their type holds; the others are named by `problems`."""
    return [entry for entry in entries if _misread(entry) is None]


def _breaks(entries: Sequence[Entry]) -> Iterator[Problem]:
    """The breaks of the chain, each named by the entry that makes it, as it is numbered now.

    The chain is followed by its hashes. An entry that is none of its links was inserted, also where those behind it
    were numbered anew; a gap was removed; what does not give its own hash was changed.
    """
    behind: dict[str, list[int]] = {}
    for place, entry in enumerate(entries):
        behind.setdefault(entry.prev_hash, []).append(place)
    previous, seq, place = GENESIS, 0, 0
    explained = False  # whether something was told by which an entry may have another number than its content has
    while place < len(entries):
        next_ = [at for at in behind.get(previous, ()) if at >= place and _is_true(entries[at], seq + 1)]
        if next_:  # of two that both follow, the one that others follow was there first
            chosen = next((at for at in next_ if entries[at].hash in behind), next_[0])
            for each in entries[place:chosen]:
                yield Problem(Kind.ENTRY_INSERTED, each.seq, _short(previous), _short(each.prev_hash))
            explained |= chosen > place
            if entries[chosen].seq != seq + 1 and not explained:
                yield Problem(Kind.ENTRY_CHANGED, entries[chosen].seq, str(seq + 1), str(entries[chosen].seq))
                explained = True
            previous, seq, place = entries[chosen].hash, seq + 1, chosen + 1
            continue
        explained = True
        entry = entries[place]
        numbers = (entry.seq, *range(seq + 1, seq + 1 + min(len(entries), REACH)))
        true_seq = next((number for number in numbers if _is_true(entry, number)), None)
        if true_seq is None:
            yield Problem(Kind.ENTRY_CHANGED, entry.seq, _short(entry.hash), _short(_hash(entry, seq + 1)))
            true_seq = max(entry.seq, seq + 1)
            if entry.seq > seq + 1:
                yield Problem(Kind.ENTRY_REMOVED, seq + 1, _short(entry.prev_hash), _short(previous))
        elif true_seq > seq + 1:
            yield Problem(Kind.ENTRY_REMOVED, seq + 1, _short(entry.prev_hash), _short(previous))
        else:  # it is what it was, and what stands before it is not: that was written anew with its hash
            before = entries[place - 1].seq if place else entry.seq
            yield Problem(Kind.ENTRY_CHANGED, before, _short(entry.prev_hash), _short(previous))
        previous, seq, place = entry.hash, true_seq, place + 1


def _contents(entries: Sequence[Entry]) -> Iterator[Problem]:
    """What entries say that none can, each named once."""
    before = ""
    for entry in entries:
        misread = _misread(entry)
        if misread is not None:
            yield misread
        elif entry.at < before:
            yield Problem(Kind.ENTRY_BACK_DATED, entry.seq, before, entry.at)
        else:
            before = entry.at


def _misread(entry: Entry) -> Problem | None:
    """The problem of an entry whose type or whose data are none that were ever written."""
    try:
        type_ = entry_type(entry.ledger, entry.seq, entry.type)
        lacking = type_.keys - entry.says.keys()
        from_text(entry.at)
    except UnknownEntryType:
        return Problem(Kind.ENTRY_UNKNOWN, entry.seq, "—", str(entry.type))
    except (TypeError, ValueError):
        return Problem(Kind.ENTRY_UNKNOWN, entry.seq, str(entry.type), str(entry.data)[:80])
    if lacking:
        return Problem(Kind.ENTRY_UNKNOWN, entry.seq, ", ".join(sorted(lacking)), "—")
    return None


def _is_true(entry: Entry, seq: int) -> bool:
    """Whether its content gives its hash, as number `seq` of its ledger."""
    return _hash(entry, seq) == entry.hash


def _hash(entry: Entry, seq: int) -> str:
    try:
        return digest(entry._replace(seq=seq))
    except (TypeError, ValueError):  # what no entry can hold, such as bytes where a text belongs
        return ""


def _short(hash_: object) -> str:
    return str(hash_)[:12] or "—"
