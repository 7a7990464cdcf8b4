"""Snapshots as bytes: what they hold, read without the diagram that they are of and without SpiffWorkflow.

`engine.execution.state` writes them and says what stands in them, and what does not.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from engine import canonical_json

VERSION = 2
WAITS, READY = 8, 16
"""Two states of a token, as the library numbers them."""


def decoded(snapshot: bytes) -> Any:
    """What the bytes of `engine.execution.state.dump` hold: ``passes``, and ``end`` or ``tokens`` (the rows of its
    `Writer`) and ``data``.

    Raises ValueError when they are of another version of this format.
    """
    content: Any = canonical_json.loads(snapshot) if snapshot[:1] == b" " else orjson.loads(snapshot)
    if content.get("v") != VERSION:
        raise ValueError(f"snapshot version {content.get('v')!r}")
    return content


def data_of(difference: Any, base: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a token from its differences against the first one's."""
    data = dict(base)
    if difference:
        data |= difference.get("+", {})
        for missing in difference.get("-", ()):
            del data[missing]
    return data


def data_in(snapshot: bytes) -> dict[str, Any]:
    """The data of the instance, as `engine.execution.runner.Execution.data` gives it.

    Between two steps nothing is ready but work that a person does, and only a timer keeps until when it waits.
    """
    content = decoded(snapshot)
    if "end" in content:
        return dict(content["end"])
    timers, work = [], []
    for _, _, state, difference, *more in content["tokens"]:
        if state == READY:
            work.append(difference)
        elif state == WAITS and more and "timer" in more[0].get("internal", {}):
            timers.append(difference)
    data: dict[str, Any] = {}
    for difference in (*timers, *work):
        data |= data_of(difference, content["data"])
    return data
