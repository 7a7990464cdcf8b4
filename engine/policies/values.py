"""Whether a value passes the test of a check. Pure."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from bpmn.policies import blocks
from bpmn.policies.words import as_text


def passes(value: object, test: str | None, text: str | None) -> bool:
    """Whether an answer passes a test with what the check compares with; of a list, whether one of it does."""
    judge = _TESTS.get(test or "")
    return judge is not None and judge(value, text or "")


def _is_empty(value: object) -> bool:
    return value is None or value == "" or value == [] or value == {}


def _texts(value: object) -> set[str]:
    return {as_text(each) for each in (value if isinstance(value, list) else [value]) if each is not None}


def _among(value: object, wanted: set[str]) -> bool:
    said = _texts(value)
    return bool(said & wanted) or any(_alike(one, other) for one in said for other in wanted)


def _several(text: str) -> set[str]:
    return {each.strip() for each in text.split(blocks.SEPARATOR)}


def _alike(one: str, other: str) -> bool:
    """Whether two texts are one number."""
    first, second = _number(one), _number(other)
    return first is not None and first == second


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _compares(value: object, text: str, holds: Callable[[Decimal, Decimal], bool]) -> bool:
    """Numbers as numbers, days as days: they are written so that they sort."""
    first, second = _number(as_text(value)), _number(text)
    if first is not None and second is not None:
        return holds(first, second)
    if isinstance(value, str) and value and first is None and second is None:
        return holds(Decimal((value > text) - (value < text)), Decimal(0))
    return False


_TESTS: Mapping[str, Callable[[object, str], bool]] = {
    blocks.FILLED: lambda value, _: not _is_empty(value),
    blocks.EMPTY: lambda value, _: _is_empty(value),
    blocks.EQUAL: lambda value, text: _among(value, {text}),
    blocks.DIFFERENT: lambda value, text: not _among(value, _several(text)),
    blocks.ONE_OF: lambda value, text: _among(value, _several(text)),
    blocks.AT_LEAST: lambda value, text: _compares(value, text, lambda one, other: one >= other),
    blocks.AT_MOST: lambda value, text: _compares(value, text, lambda one, other: one <= other),
}
