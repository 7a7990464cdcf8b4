"""What is known of the data at a point of the flow: one or several cases, as ways that lead there differ.

A case holds facts (conditions that were met or not met on the way, and of which no variable was written since) and, for
each variable, the definitions that may have given it its value. A definition may depend on guards: facts that must hold
where it is the one, such as that its field was not hidden.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from bpmn.value_kinds import ANY, ValueKind

MAX_CASES = 12
"""How many cases are told apart at one point; more are taken together."""


class Test(Protocol):
    """A condition over the data, of a flow or of a form. Told apart by identity."""

    @property
    def names(self) -> frozenset[str]:
        """The variables that it reads."""

    def holds(self, data: Mapping[str, object], /) -> bool:
        """Whether it holds. Raises EvaluationError where the instance would stop."""


class Fact(NamedTuple):
    """A test and how it came out."""

    test: Test
    holds: bool


Facts = frozenset[Fact]
NO_FACTS: Facts = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """One place where a variable gets its value: `element` writes it, with a value of `kind` or with `empty`.

    `label` is what people know it by: that of its field, None for what a script writes. `may_be_empty`, but not where
    `required` holds.
    """

    element: str
    label: str | None = None
    kind: ValueKind = ANY
    may_be_empty: bool = False
    empty: object = None
    required: Test | None = None


UNWRITTEN = Definition("")
"""Nothing has written the variable."""
ELSEWHERE = Definition("")
"""Written by what is not known: a form or a process that is not there."""

Definitions = Mapping[Definition, Facts]
"""The definitions that a variable may have its value from, each with its guards."""
NEVER_WRITTEN: Definitions = {UNWRITTEN: NO_FACTS}
_ANYWHERE: Definitions = {ELSEWHERE: NO_FACTS, UNWRITTEN: NO_FACTS}


class Write(NamedTuple):
    """A variable written: always, or not where `hiding` holds; `perhaps`: or for reasons that nothing says."""

    name: str
    definition: Definition
    hiding: Test | None = None
    perhaps: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """`open`: what is not known may have written anything."""

    facts: Facts
    variables: Mapping[str, Definitions]
    open: bool = False

    def of(self, name: str) -> Definitions:
        """The definitions that a variable may have its value from."""
        return self.variables.get(name, _ANYWHERE if self.open else NEVER_WRITTEN)

    def write(self, writes: Iterable[Write]) -> "Case":
        """After these variables were written at once: what was known of their former values is forgotten."""
        listed = list(writes)
        names = frozenset(write.name for write in listed)
        facts = _without(self.facts, names)
        variables = {name: _weakened(definitions, names) for name, definitions in self.variables.items()}
        for name, definition, hiding, perhaps in listed:
            if hiding is None and not perhaps:
                variables[name] = {definition: NO_FACTS}
                continue
            former = variables.get(name) or self.of(name)
            if hiding is None:
                variables[name] = {**former, definition: NO_FACTS}
            else:
                hidden, shown = Fact(hiding, True), Fact(hiding, False)
                kept = {each: guards | {hidden} for each, guards in former.items()}
                variables[name] = {**kept, definition: NO_FACTS if definition in former else frozenset((shown,))}
        return Case(facts, variables, self.open)

    def without(self, names: Iterable[str]) -> "Case":
        """As if these variables had never been written."""
        hidden = frozenset(names)
        variables = {name: held for name, held in self.variables.items() if name not in hidden}
        weakened = {name: _weakened(definitions, hidden) for name, definitions in variables.items()}
        gone = dict.fromkeys(hidden, NEVER_WRITTEN) if self.open else {}
        return Case(_without(self.facts, hidden), {**weakened, **gone}, self.open)

    def opened(self) -> "Case":
        """After what is not known may have written anything."""
        variables = {name: {**_bare(definitions), ELSEWHERE: NO_FACTS} for name, definitions in self.variables.items()}
        return Case(NO_FACTS, variables, True)

    def with_facts_about(self, names: frozenset[str]) -> "Case":
        """Without the facts that say nothing of these variables."""
        if not any(fact.test.names.isdisjoint(names) for fact in self.facts):
            return self
        kept = frozenset(fact for fact in self.facts if not fact.test.names.isdisjoint(names))
        return Case(kept, self.variables, self.open)

    def with_facts(self, facts: Facts) -> "Case":
        """With these facts besides."""
        return Case(self.facts | facts, self.variables, self.open)


State = tuple[Case, ...]


def _without(facts: Facts, names: frozenset[str]) -> Facts:
    if all(fact.test.names.isdisjoint(names) for fact in facts):
        return facts
    return frozenset(fact for fact in facts if fact.test.names.isdisjoint(names))


def _weakened(definitions: Definitions, names: frozenset[str]) -> Definitions:
    if not any(definitions.values()):
        return definitions
    return {definition: _without(guards, names) for definition, guards in definitions.items()}


def _bare(definitions: Definitions) -> Definitions:
    return dict.fromkeys(definitions, NO_FACTS)


def merged(states: Iterable[State], *, into_one: bool = False) -> State:
    """What is known where one of several ways has been taken."""
    by_facts: dict[tuple[Facts, bool], Case] = {}
    for state in states:
        for case in state:
            key = case.facts, case.open
            there = by_facts.get(key)
            by_facts[key] = case if there is None else _either(there, case)
    cases = list(by_facts.values())
    if len(cases) > MAX_CASES or (into_one and len(cases) > 1):
        first, *others = cases
        for other in others:
            first = _either(first, other)
        return (first,)
    return tuple(cases)


def _either(first: Case, second: Case) -> Case:
    """One of two cases, whichever."""
    if first is second or first == second:
        return first
    variables: dict[str, Definitions] = {}
    for name in {**first.variables, **second.variables}:
        one, other = first.of(name), second.of(name)
        if one is other or one == other:
            variables[name] = one
            continue
        both = dict(one)
        for definition, guards in other.items():
            both[definition] = guards & both[definition] if definition in both else guards
        variables[name] = both
    return Case(first.facts & second.facts, variables, first.open or second.open)


def together(first: Case, second: Case, before: Mapping[str, frozenset[Definition]]) -> Case | None:
    """Two cases of branches that meet; None where they exclude each other.

    What a branch wrote takes the place of what was there `before` they parted: of each variable, the definitions.
    """
    if any(Fact(fact.test, not fact.holds) in second.facts for fact in first.facts):
        return None
    variables: dict[str, Definitions] = {}
    changed: set[str] = set()
    for name in {**first.variables, **second.variables}:
        one, other = first.of(name), second.of(name)
        if one is other or one == other:
            variables[name] = one
            continue
        changed.add(name)
        earlier = before.get(name, frozenset((UNWRITTEN,)))
        variables[name] = {
            definition: NO_FACTS
            for definition in {**one, **other}
            if definition not in earlier or (definition in one and definition in other)
        } or {**one, **other}
    facts = _without(first.facts | second.facts, frozenset(changed))
    return Case(facts, variables, first.open or second.open)
