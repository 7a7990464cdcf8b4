"""Values in the data: their places, and whether two are the same."""

from collections.abc import Mapping

Place = tuple[str | int, ...]
"""The way to a value: names, and numbers (from 0) of rows."""


class _Missing:
    """No value at all, which is not null."""


MISSING = _Missing()


def at(data: object, place: Place) -> object:
    """The value in a place, `MISSING` where the data do not reach that far."""
    for step in place:
        if type(data) is dict:  # first: to ask whether something is a Mapping costs ten times as much
            data = data.get(step, MISSING)
        elif isinstance(step, int):
            if not isinstance(data, list) or step >= len(data):
                return MISSING
            data = data[step]
        else:
            if not isinstance(data, Mapping) or step not in data:
                return MISSING
            data = data[step]
    return data


def put(target: dict[str, object], path: tuple[str, ...], value: object) -> None:
    """Set a value within `target`; the objects on the way are copied, since others may hold them too."""
    *way, last = path
    for name in way:
        inner = target.get(name)
        copy = dict(inner) if isinstance(inner, dict) else {}
        target[name] = copy
        target = copy
    target[last] = value


def drop(target: dict[str, object], path: tuple[str, ...]) -> None:
    """Take a value out of `target`, and the objects on the way that are then empty."""
    name, *rest = path
    if rest:
        inner = target.get(name)
        copy = dict(inner) if isinstance(inner, dict) else {}
        drop(copy, tuple(rest))
        if copy:
            target[name] = copy
            return
    target.pop(name, None)


def shown(place: Place) -> str:
    """A place as people and pages write it: ``compromisos[2].fecha``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).removeprefix(".")


def same(left: object, right: object) -> bool:
    """Whether two JSON values are the same to JavaScript: 1 is 1.0, and neither is true or "1"."""
    if type(left) is str:
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(value, right[name]) for name, value in left.items())
    return left == right
