"""What an evidence holds of the log: its newest checkpoint, the keys that sign it, and that it grew."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from engine.history import checkpoints, ledger, log
from engine.history.checkpoints import Stored
from engine.history.ledger import Entry
from engine.history.log import KEYS, Leaf, NodeMissing
from engine.history.notes import Checkpoint
from engine.verification.leaving import file_name
from engine.verification.left_out import SEALING
from engine.verification.trust import Kept

EARLIER = 100
"""An evidence shows of so many of the newest checkpoints that the log grew from them, besides those over its heads."""


def log_excerpt(
    connection: Connection, last: Stored | None, heads: Sequence[Leaf], kept: Iterable[Kept]
) -> dict[str, Any]:
    """The `last` checkpoint, the keys on record, proven to be under it, and earlier checkpoints, those over `heads`,
    the stamped ones over those and the `kept` ones too, each with the proof that the log grew from it; and the names of
    the time-stamps. A proof that cannot be made any more is left out."""
    if last is None:
        return {"checkpoint": None, "keys": [], "earlier": [], "stamps": [], "left": None}
    stamps = [each for size in _stamped(connection, last, heads) if (each := checkpoints.of_size(connection, size))]
    covering = (checkpoints.covering(connection, leaf.index) for leaf in heads)
    some = [*checkpoints.page(connection, limit=EARLIER)[0], *covering, *stamps]
    shown = {each.size: checkpoints.with_cosignatures(connection, each) for each in some if each is not None}
    shown |= {each.size: str(each) for each in kept if isinstance(each, Checkpoint) and each.size <= last.size}
    newest = checkpoints.with_cosignatures(connection, last)
    earlier = [
        {"note": note, "consistency": _proof(log.consistency, connection, size, last.size)}
        for size, note in sorted(shown.items())
        if size != last.size or note != newest
    ]
    keys = [proven(connection, leaf, last.size) for leaf in log.of_ledger(connection, KEYS)]
    names = [stamp_name(each) for each in stamps]
    return {
        "checkpoint": newest,
        "keys": keys,
        "earlier": earlier,
        "stamps": names,
        "left": _left(connection, last.size),
    }


def _left(connection: Connection, size: int) -> dict[str, object] | None:
    """What sealing left out last, in a log of that size, with the proof: so that what is not sealed is not missed."""
    leaf = next((each for each in reversed(log.of_ledger(connection, SEALING)) if each.index < size), None)
    if leaf is None:
        return None
    entries = ledger.read(connection, SEALING, after=leaf.head.seq - 1, upto=leaf.head.seq)
    if not entries:
        return None
    return {"entry": as_told(entries[0]), "head": proven(connection, leaf, size)}


def as_told(entry: Entry) -> dict[str, object]:
    """An entry as it is hashed; its data as they stand there, where somebody wrote them by hand."""
    try:
        return entry.as_dict()
    except ValueError:
        return entry._asdict()  # the hash will show it


def stamp_name(stored: Stored) -> str:
    """What the time-stamp of a checkpoint, and the note that it is over, are called in an evidence."""
    return file_name(stored, "").rstrip(".")


def time_stamps(connection: Connection, last: Stored | None, heads: Sequence[Leaf]) -> Iterator[tuple[str, bytes]]:
    """The time-stamps that the excerpt names, each with the note that it is over, to be checked by openssl too."""
    for size in () if last is None else _stamped(connection, last, heads):
        stored, answer = checkpoints.of_size(connection, size), checkpoints.stamp_of(connection, size)
        if stored is not None and answer is not None:
            yield f"timestamps/{stamp_name(stored)}.txt", stored.note.encode()
            yield f"timestamps/{stamp_name(stored)}.tsr", answer


def _stamped(connection: Connection, last: Stored, heads: Sequence[Leaf]) -> list[int]:
    """The sizes of the stamped checkpoints that say most: the first over each head, and the newest."""
    sizes = [size for size in checkpoints.stamped_sizes(connection) if size <= last.size]
    first = {bisect_right(sizes, leaf.index) for leaf in heads}
    return sorted({*(sizes[place] for place in first if place < len(sizes)), *sizes[-1:]})


def proven(connection: Connection, leaf: Leaf, size: int) -> dict[str, object]:
    """A sealed head, with the proof that it is in the log of that size."""
    proof = _proof(log.inclusion, connection, leaf.index, size)
    return {"index": leaf.index, "seq": leaf.head.seq, "hash": leaf.head.hash, "proof": proof}


def _proof(prove: Callable[[Connection, int, int], list[str]], connection: Connection, *about: int) -> list[str]:
    try:
        return prove(connection, *about)
    except NodeMissing:
        return []
