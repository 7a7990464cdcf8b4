"""What sealing left out, and since which checkpoint: so that what is sealed late for a reason is not taken for forged.

An entry is written where what is left out is something else than before; it holds until the next one.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection

from engine.history import ledger
from engine.history.entry_types import define
from engine.history.ledger import Entry
from engine.history.log import Head

SEALING = "sealing"
LEFT_OUT = "left_out"
define(SEALING, LEFT_OUT, ("checkpoint", "left"))


def enter(connection: Connection, number: int, left: Collection[str], *, at: datetime) -> list[Head]:
    """Enter the ledgers that checkpoint `number` is made without though they have grown; gives the head of that, which
    is to be under that very checkpoint: nobody can say so afterwards."""
    before = ledger.latest(connection, SEALING, limit=1)
    if sorted(left) == (before[0].says["left"] if before else []):
        return []
    data = {"checkpoint": number, "left": sorted(left)}
    entry = ledger.append(connection, SEALING, LEFT_OUT, "heads", data, actor=None, at=at)
    return [Head(entry.ledger, entry.seq, entry.hash)]


def was_left_out(entries: Sequence[Entry], name: str, number: int) -> bool:
    """Whether checkpoint `number` was made without what a ledger had grown by."""
    left: Sequence[str] = ()
    for entry in entries:
        if entry.says["checkpoint"] > number:
            break
        left = entry.says["left"]
    return name in left
