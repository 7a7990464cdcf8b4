"""The closures that evaluate parts of an expression: what a parser puts together, and a run calls."""

from collections.abc import Iterator, Mapping
from typing import Any

from bpmn.forms.feel import values
from bpmn.forms.feel.run import Code, FeelRun
from bpmn.forms.feel.values import Range


def following(code: Code, name: str) -> Code:
    """The value of `name` in what `code` gives."""

    def follow(run: FeelRun) -> Any:
        value = code(run)
        if isinstance(value, (list, tuple)):
            run.touch(value)
        return values.follow(value, name)

    return follow


def in_tests(code: Code, tests: list[Code]) -> Code:
    """Whether what `code` gives passes one of `tests`."""

    def within(run: FeelRun) -> Any:
        value = code(run)
        run.touch(value)
        found: bool | None = False
        for test in tests:
            against = test(run)
            run.touch(against)
            found = values.disjunction(found, values.within(value, against))
        return found

    return within


def range_of(low: Code, high: Code, holds_low: bool, holds_high: bool) -> Code:
    """The range between what `low` and `high` give."""
    return lambda run: Range(low(run), high(run), holds_low, holds_high)


def compared(left: Code, sign: str, right: Code) -> Code:
    """`left` and `right` compared by `sign`."""
    if sign in ("=", "!="):
        return equal(left, right) if sign == "=" else negated(equal(left, right))
    return lambda run: values.order(left(run), sign, right(run))


_SMALL = frozenset((type(None), bool, int, float))
"""What is compared at once, whatever it is compared with: as most conditions of a form do."""


def equal(left: Code, right: Code) -> Code:
    """Whether `left` and `right` give the same."""

    def equal(run: FeelRun) -> bool | None:
        first, second = left(run), right(run)
        if type(first) not in _SMALL and type(second) not in _SMALL:
            run.touch(first)
            run.touch(second)
        return values.equals(first, second)

    return equal


def negated(code: Code) -> Code:
    """The negation of what `code` gives."""
    return lambda run: values.negation(code(run))


def calculate(run: FeelRun, left: Any, sign: str, right: Any) -> Any:
    """`left` and `right` calculated with by `sign`."""
    result = values.arithmetic(left, sign, right)
    run.touch(result)
    return result


NO_ITEM = (None,)
"""What a filter of an empty list looks at, to see whether it is the number of an item, which there is none of."""


def item_frame(item: object) -> Mapping[str, object]:
    """What a filter's condition sees of an item: the item, and the names of one that is an object."""
    return {**item, "item": item} if isinstance(item, Mapping) else {"item": item}


def item_at(items: Any, number: Any) -> object:
    """An item by its number, from 1, or from -1 at the end."""
    at = int(number)
    if at != number or not 0 < abs(at) <= len(items):
        return None
    return items[at - 1 if at > 0 else at]


def frames(run: FeelRun, names: list[str], lists: list[Code]) -> Iterator[dict[str, object]]:
    """Every choice of one item of each list, the later lists seeing the items of the earlier ones."""
    outer = run.frames

    def choose(at: int, frame: dict[str, object]) -> Iterator[dict[str, object]]:
        if at == len(names):
            yield frame
            return
        run.frames = (*outer, frame)
        value = lists[at](run)
        for item in value if isinstance(value, (list, tuple)) else () if value is None else (value,):
            run.spend(1)
            yield from choose(at + 1, {**frame, names[at]: item})

    yield from choose(0, {})
