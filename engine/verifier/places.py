"""Places in the values of a form."""

from typing import Any

from .canonical import canonical
from .findings import GONE

Way = tuple[str | int, ...]
MISSING: Any = type("Missing", (), {})()


def at(value: Any, way: Way) -> Any:
    """The value in a place; `MISSING` where there is none."""
    for step in way:
        if isinstance(value, list) and isinstance(step, int):
            value = value[step] if step < len(value) else MISSING
        else:
            value = value.get(step, MISSING) if isinstance(value, dict) else MISSING
    return value


def put(target: dict[str, Any], way: tuple[str, ...], value: Any) -> None:
    """Set a value; the objects on the way are others' too, and are copied."""
    for name in way[:-1]:
        inner = target.get(name)
        target[name] = dict(inner) if isinstance(inner, dict) else {}
        target = target[name]
    target[way[-1]] = value


def drop(target: dict[str, Any], way: tuple[str, ...]) -> None:
    """Take a value out, and the objects around it that are then empty."""
    inner = target.get(way[0])
    if len(way) > 1 and isinstance(inner, dict):
        drop(inner, way[1:])
    if len(way) == 1 or not inner:
        target.pop(way[0], None)


def told(value: Any) -> str:
    return GONE if value is MISSING else canonical(value)
