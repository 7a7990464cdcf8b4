"""Makes SpiffWorkflow deterministic: the same input gives the same result.

Its `Task` (a token) mints a random id and reads the wall clock at every change of state. The class is named all over
the library rather than injected, so we replace the two functions its module reads: ids and times come from counters
that only ever grow. Neither leaves this package: a snapshot stores positions and ranks instead (`state`), and so the
same history gives the same bytes anywhere.
"""

import itertools
import logging
from types import SimpleNamespace

import SpiffWorkflow.task

_ids = itertools.count(1)
# Far above the ranks, from 0, that a restored token has for its time: what was before stays before. (Not below 0: the
# library's filters leave out whatever changed before its epoch.)
_ticks = itertools.count(1 << 40)


def next_id() -> int:
    """An id that no other token of this process has."""
    return next(_ids)


def tick() -> int:
    """A number larger than every one before it in this process; it orders events and says nothing of time."""
    return next(_ticks)


def install() -> None:
    """Put the counters in place; doing it twice changes nothing."""
    SpiffWorkflow.task.uuid4 = next_id
    SpiffWorkflow.task.time = SimpleNamespace(time=tick)
    # At its default level the library gathers the state of the whole tree for every log line that nobody reads.
    for name in ("spiff.task", "spiff.workflow"):
        logging.getLogger(name).setLevel(logging.WARNING)


install()
