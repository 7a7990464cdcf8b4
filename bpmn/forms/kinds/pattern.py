"""Patterns of text fields: JavaScript's regular expressions, as form-js runs them, matched in linear time.

Neither language's own engine will do on a server: both backtrack, so that ``(a|a)*b`` takes an age on thirty letters.
A pattern is compiled to a set of states instead, and each character moves the set on. Looking around and references
back cannot be had that way; patterns that use them are refused when the form is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bpmn.forms.kinds.pattern_reader import (
    WORDS,
    Assertion,
    Choice,
    Node,
    PatternError,
    Reader,
    Repeat,
    Sequence,
    Set,
)
from bpmn.messages import lazy_gettext

__all__ = ["Pattern", "PatternError", "compile_pattern"]

MAX_PATTERN = 200
"""Characters of a pattern."""
MAX_STATES = 500
"""Steps of a compiled pattern; ``a{100}`` takes a hundred."""
MAX_SUBJECT = 2_000
"""Characters of a text that is matched: with `MAX_STATES`, a third of a second at the very worst."""


class _Step(NamedTuple):
    """One state: it takes a character of `accepts`, or holds where `asserts` does, or goes on to `goes` at once."""

    accepts: Set | None = None
    asserts: str | None = None
    goes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern."""

    text: str
    _tree: Node
    _steps: tuple[_Step, ...]

    def matches(self, subject: str) -> bool:
        """Whether it is found in `subject`, which has at most `MAX_SUBJECT` characters (what is longer is no match)."""
        if len(subject) > MAX_SUBJECT:
            return False
        states: set[int] = set()
        for at in range(len(subject) + 1):
            states.add(0)
            states = self._spread(states, subject, at)
            if len(self._steps) - 1 in states:
                return True
            if at < len(subject):
                moving = (self._steps[state].accepts for state in states)
                states = {
                    state + 1
                    for state, accepts in zip(states, moving, strict=True)
                    if accepts is not None and accepts.has(subject[at])
                }
        return False

    def _spread(self, states: set[int], subject: str, at: int) -> set[int]:
        """All that is reached from `states` without taking a character."""
        reached: set[int] = set()
        waiting = list(states)
        while waiting:
            state = waiting.pop()
            if state in reached:
                continue
            reached.add(state)
            step = self._steps[state]
            if step.asserts is not None:
                if _asserted(step.asserts, subject, at):
                    waiting.append(state + 1)
            else:
                waiting.extend(step.goes)
        return reached

    def example(self) -> str:
        """A short text that it describes; not checked against assertions, so callers match it."""
        return "".join(_example(self._tree))


def _asserted(kind: str, subject: str, at: int) -> bool:
    if kind == "^":
        return at == 0
    if kind == "$":
        return at == len(subject)
    word = Set(WORDS)
    before, after = at > 0 and word.has(subject[at - 1]), at < len(subject) and word.has(subject[at])
    return (before != after) is (kind == "b")


def _example(node: Node) -> Iterator[str]:
    match node:
        case Set():
            preferred = "a1A-_. " + "".join(chr(low) for low, _ in node.ranges) + "ñ"
            yield next((character for character in preferred if node.has(character)), "")
        case Sequence():
            for part in node.parts:
                yield from _example(part)
        case Choice():
            yield from _example(node.options[0])
        case Repeat():
            for _ in range(max(node.least, 0 if node.most == 0 else 1)):
                yield from _example(node.part)


@lru_cache(maxsize=256)
def compile_pattern(text: str) -> Pattern:
    """Compile a pattern as a form writes it. Raises PatternError."""
    if len(text) > MAX_PATTERN:
        raise PatternError(lazy_gettext("The pattern is too long; it may have {limit} characters.", limit=MAX_PATTERN))
    reader = Reader(text)
    tree = reader.choice(0)
    if not reader.ended:
        raise reader.failure()
    program = _Program()
    program.emit(tree)
    program.steps.append(_Step())
    return Pattern(text, tree, tuple(program.steps))


class _Program:
    """Compiles a tree to steps; each part falls through to what follows it."""

    def __init__(self) -> None:
        self.steps: list[_Step] = []
        self.work = 0

    def emit(self, node: Node) -> None:
        self.work += 1  # an empty group repeated makes work and no steps
        if max(len(self.steps), self.work // 4) >= MAX_STATES:
            raise PatternError(lazy_gettext("The pattern repeats too much; use smaller numbers of repetitions."))
        match node:
            case Set():
                self.steps.append(_Step(accepts=node))
            case Assertion():
                self.steps.append(_Step(asserts=node.kind))
            case Sequence():
                for part in node.parts:
                    self.emit(part)
            case Choice():
                self._choice(node)
            case Repeat():
                self._repeat(node)

    def _repeat(self, node: Repeat) -> None:
        for _ in range(node.least):
            self.emit(node.part)
        for _ in range(1 if node.most is None else node.most - node.least):
            start = len(self.steps)
            self.steps.append(_Step())
            self.emit(node.part)
            if node.most is None:
                self.steps.append(_Step(goes=(start,)))
            self.steps[start] = _Step(goes=(start + 1, len(self.steps)))

    def _choice(self, node: Choice) -> None:
        leaving: list[int] = []
        for option in node.options:
            start = len(self.steps)
            self.steps.append(_Step())
            self.emit(option)
            leaving.append(len(self.steps))
            self.steps.append(_Step())
            last = option is node.options[-1]
            self.steps[start] = _Step(goes=(start + 1,) if last else (start + 1, len(self.steps)))
        for step in leaving:
            self.steps[step] = _Step(goes=(len(self.steps),))
