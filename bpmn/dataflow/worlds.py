"""Data that an instance may hold at a point of the flow: few of them, chosen so that conditions show all they can say.

Nothing is proved of values that are not tried, so whoever concludes that something never happens asks whether those
tried are all that differ (`Sample.complete`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product
from typing import NamedTuple

from bpmn.dataflow.conditions import Condition
from bpmn.dataflow.state import ELSEWHERE, UNWRITTEN, Case, Definition, Fact, Facts, Test
from bpmn.expressions import EvaluationError
from bpmn.forms.variables import Hiding
from bpmn.value_kinds import ValueKind

MAX_WORLDS = 3_000
"""Worlds that are tried for one question."""
MAX_SHOWN = 12
"""Values of a choice up to which all of its sets are tried by twos."""


class _Unknown:
    """A value of which nothing is known."""


UNKNOWN = _Unknown()
"""Stands in a world for a value of which nothing is known."""
OTHER_TEXT = "…"
"""Stands in a world for any other text."""

World = dict[str, object]


class Choice(NamedTuple):
    """A value that a variable may have, and what must hold for it; `missing`: it has none at all."""

    value: object
    guards: Facts
    missing: bool = False


class Sample(NamedTuple):
    """The worlds of a case, as far as some variables go. `complete`: they show all that the conditions can say."""

    worlds: tuple[World, ...]
    complete: bool


def outcome(test: Test, world: World) -> bool | None:
    """How a test comes out in a world; None where it reads what is not known. Raises EvaluationError."""
    if any(world.get(name) is UNKNOWN for name in test.names):
        return None
    return test.holds(world)


def sample(case: Case, names: Iterable[str], tests: Iterable[Test] = ()) -> Sample | None:
    """Worlds of `case` over `names` and all that these depend on, for asking `tests`; None where there are too many."""
    wanted, facts, asked = _related(case, frozenset(names), tests)
    constants = _constants(asked)
    choices, complete = [], True
    amount = 1
    for name in wanted:
        listed, all_there_is = _choices(name, case.of(name), constants, asked)
        complete = complete and all_there_is
        amount *= len(listed)
        if amount > MAX_WORLDS:
            return None
        choices.append(listed)
    found: list[World] = []
    for chosen in product(*choices):
        world = {name: choice.value for name, choice in zip(wanted, chosen, strict=True) if not choice.missing}
        guards = facts.union(*(choice.guards for choice in chosen))
        if all(_agrees(fact, world) for fact in guards):
            found.append(world)
    return Sample(tuple(found), complete)


def is_possible(case: Case, fact: Fact) -> bool:
    """Whether a fact may hold besides those of `case`."""
    found = sample(case.with_facts(frozenset((fact,))), fact.test.names, (fact.test,))
    return found is None or bool(found.worlds) or not found.complete


def _agrees(fact: Fact, world: World) -> bool:
    try:
        found = outcome(fact.test, world)
    except EvaluationError:
        return False  # the instance has stopped there
    return found is None or found is fact.holds


def _related(case: Case, names: frozenset[str], tests: Iterable[Test]) -> tuple[list[str], Facts, frozenset[Test]]:
    """The variables that bear on `names`, the facts about them, and all tests that are asked."""
    wanted = set(names)
    facts: set[Fact] = set()
    asked = set(tests)
    seen: set[str] = set()
    while wanted - seen or any(fact not in facts and not wanted.isdisjoint(fact.test.names) for fact in case.facts):
        for name in wanted - seen:
            seen.add(name)
            for definition, guards in case.of(name).items():
                required = () if definition.required is None else (definition.required,)
                asked.update((*(guard.test for guard in guards), *required))
        facts.update(fact for fact in case.facts if not wanted.isdisjoint(fact.test.names))
        asked.update(fact.test for fact in facts)
        wanted.update(*(test.names for test in asked))
    return sorted(wanted), frozenset(facts), frozenset(asked)


def _constants(tests: Iterable[Test]) -> list[object]:
    found: list[object] = []
    for test in tests:
        if isinstance(test, Condition):
            found += test.constants
        elif isinstance(test, Hiding):
            for feel in test.conditions:
                found += [text[1:-1] for text in _TEXTS.findall(feel.text)]
                found += [float(text) for text in _NUMBERS.findall(_TEXTS.sub("", feel.text))]
    return found


_TEXTS = re.compile(r'"(?:[^"\\]|\\.)*"')
_NUMBERS = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")


def _choices(
    name: str, definitions: Mapping[Definition, Facts], constants: list[object], tests: Iterable[Test]
) -> tuple[list[Choice], bool]:
    plain = all(name in test.plain for test in tests if isinstance(test, Condition) and name in test.names)
    plain = plain and not any(name in test.names for test in tests if not isinstance(test, Condition))
    found: list[Choice] = []
    complete = True
    for definition, guards in definitions.items():
        if definition is UNWRITTEN:
            found.append(Choice(None, guards, missing=True))
            continue
        values, all_there_is = _values(definition, constants, plain)
        complete = complete and all_there_is
        found += [Choice(value, guards) for value in values]
        if definition.may_be_empty:
            optional = guards if definition.required is None else guards | {Fact(definition.required, False)}
            found.append(Choice(definition.empty, optional))
    return found, complete


def _values(definition: Definition, constants: list[object], plain: bool) -> tuple[list[object], bool]:
    """Values that a definition may give, without the empty one, and whether no others make a difference."""
    kind = definition.kind
    if definition is ELSEWHERE:
        return [UNKNOWN], False
    if kind.name == "list":
        return _lists(kind, definition)
    if kind.values is not None:
        return list(kind.values), True
    if kind.name == "number":
        return _numbers(kind, constants), plain
    if kind.json == "text":
        texts = sorted({each for each in constants if isinstance(each, str) and each})
        return [*texts, *(text + "\0" for text in texts), "\x01", OTHER_TEXT], plain
    return [UNKNOWN], False


def _lists(kind: ValueKind, definition: Definition) -> tuple[list[object], bool]:
    if kind.values is None:
        return [UNKNOWN], False
    ones: list[object] = [[value] for value in kind.values]
    twos: list[object] = [list(pair) for pair in combinations(kind.values[:MAX_SHOWN], 2)]
    return [*ones, *twos, *([list(kind.values)] if len(kind.values) > 2 else [])], len(kind.values) <= 3


def _numbers(kind: ValueKind, constants: list[object]) -> list[object]:
    marks = sorted({each for each in constants if isinstance(each, (int, float)) and not isinstance(each, bool)})
    marks += [limit for limit in (kind.least, kind.most) if limit is not None]
    near = {value for mark in marks or [1] for value in (mark - 1, mark, mark + 1)}
    near |= {(low + high) / 2 for low, high in zip(sorted(marks), sorted(marks)[1:], strict=False)}
    low = float("-inf") if kind.least is None else kind.least
    high = float("inf") if kind.most is None else kind.most
    return [value for value in sorted(near) if low <= value <= high]


def each_world(sampled: Sample | None) -> Iterator[World]:
    """Its worlds; none where there were too many."""
    yield from () if sampled is None else sampled.worlds
