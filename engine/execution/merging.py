"""Which variables a branch wrote, and what the branches know together where they meet.

Every token carries its own copy of the data. SpiffWorkflow merges the copies at a join in the order of arrival, and so
a branch that arrives late with the value it was given takes back what another branch wrote meanwhile; two lists become
a mixture that nobody wrote. Here a token also knows when each variable was last written on its way, and where branches
meet the last one who wrote a variable has the word, as with the one set of data that a process has in BPMN (10.3.1).
Merging is then the same in whatever order and however often it is done, so that what was merged need not be kept.

Values are never changed in place: tokens share them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.execution.determinism import tick

_NOTHING: Mapping[str, int] = {}


def written(token: Any) -> Mapping[str, int]:
    """When (by `tick`) each variable was last written on the way of `token`; what its past shares may be missing."""
    found: Mapping[str, int] | None = getattr(token, "written", None)
    return _NOTHING if found is None else found


def note(token: Any, names: Iterable[str]) -> None:
    """Remember that `token` has just written these variables."""
    token.written = {**written(token), **dict.fromkeys(names, tick())}


def inherit(token: Any) -> None:
    """Let `token` know what its parent knows about who wrote what."""
    if getattr(token, "written", None) is None and token.parent is not None:
        token.written = written(token.parent)


def unite(token: Any, others: Iterable[Any]) -> None:
    """Give `token` what it and `others` know together."""
    data, stamps = dict(token.data), dict(written(token))
    for other in others:
        theirs = written(other)
        for name, value in other.data.items():
            stamp, ours = theirs.get(name, 0), stamps.get(name, 0)
            if name not in data:
                data[name] = value
            elif stamp > ours:
                data[name] = _over(value, data[name]) if ours else value
            elif stamp and stamp < ours:
                data[name] = _over(data[name], value)
            else:
                continue
            if stamp or ours:
                stamps[name] = max(stamp, ours)
    token.data, token.written = data, stamps


def adopt(token: Any, data: Mapping[str, Any]) -> None:
    """Give `token` the data that a sub-process or a round of a loop left: what is different there was written."""
    before = token.data
    changed = [name for name, value in data.items() if name not in before or before[name] != value]
    token.data = dict(data)
    if changed:
        note(token, changed)


def _over(newer: Any, older: Any) -> Any:
    """`newer`, and where two branches both wrote a dictionary also what only the older one says."""
    if isinstance(newer, dict) and isinstance(older, dict):
        return {
            **older,
            **{name: _over(value, older[name]) if name in older else value for name, value in newer.items()},
        }
    return newer
