"""Where the names of variables stand in a text, by the language it is written in: never looked for as mere letters.

A name within quotes, after a dot or of another kind is no variable; one that is written otherwise and means the same
(Python takes identifiers in normal form) is.
"""

import ast
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from bpmn.dataflow.uses import PLACE
from bpmn.expressions import ExpressionError, parse_expression, parse_script
from bpmn.expressions.functions import FUNCTIONS
from bpmn.forms.feel import FeelError
from bpmn.forms.feel.parser import Parser
from bpmn.forms.feel.tokens import tokenise


class Unreadable(Exception):
    """The text cannot be read in its language, so that nobody knows what is a name in it."""


class Mention(NamedTuple):
    """A name in a text, from `start` to `end`. `free`: it is a variable of the instance; otherwise it is bound in the
    text itself, or of an item."""

    name: str
    start: int
    end: int
    free: bool = True


class Language(Protocol):
    """How a text names variables."""

    def mentions(self, text: str) -> Iterator[Mention]:
        """Every name, from the front. Raises Unreadable."""


class _Whole:
    """The text is the name of a variable, or a path that begins with one."""

    def mentions(self, text: str) -> Iterator[Mention]:
        name = text.strip().partition(".")[0]
        if name:
            start = text.index(name)
            yield Mention(name, start, start + len(name))


class _Places:
    """A text for people with places, such as ``{cliente}`` or ``{monto:2}``."""

    def mentions(self, text: str) -> Iterator[Mention]:
        for found in PLACE.finditer(text):
            yield Mention(found[1], found.start(1), found.end(1))


@dataclass(frozen=True, slots=True)
class _Python:
    """A condition, a value or a script of a diagram (`bpmn.expressions`)."""

    script: bool = False

    def mentions(self, text: str) -> Iterator[Mention]:
        inner = text if self.script else text.strip()
        if not inner:
            return
        try:
            (parse_script if self.script else parse_expression)(inner)
        except ExpressionError as error:
            raise Unreadable(text) from error
        offset = 0 if self.script else text.index(inner)
        lines = [line.encode() for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", inner)]
        before = [0]
        for line in lines:
            before.append(before[-1] + len(line.decode()))
        found = []
        for node in ast.walk(ast.parse(inner, mode="exec" if self.script else "eval")):
            if isinstance(node, ast.Name) and node.id not in FUNCTIONS:
                line, at = node.lineno - 1, len(lines[node.lineno - 1][: node.col_offset].decode())
                end = len(lines[line][: node.end_col_offset].decode())
                found.append(Mention(node.id, offset + before[line] + at, offset + before[line] + end))
        yield from sorted(found, key=lambda each: each.start)


@dataclass(frozen=True, slots=True)
class Feel:
    """An expression of a form. `depth` is in how many lists it stands: there, ``parent`` may be the data. `items` are
    the names that items of lists have: within a filter such a one is of the item."""

    depth: int = 0
    items: frozenset[str] = field(default=frozenset(), compare=False)

    def mentions(self, text: str) -> Iterator[Mention]:
        try:
            parser = Parser(text, tokenise(text))
            parser.whole()
        except FeelError as error:
            raise Unreadable(text) from error
        whole = {0: ("this", "_this_"), 1: ("parent", "_parent_")}.get(self.depth, ())
        for chain in parser.chains:
            head, *rest = chain.tokens
            if head.text in whole and rest and not chain.bound:
                head = rest[0]
            free = not chain.bound and not (chain.in_filter and head.text in self.items)
            yield Mention(head.text, head.start, head.start + len(head.text), free)


WHOLE: Language = _Whole()
PLACES: Language = _Places()
EXPRESSION: Language = _Python()
SCRIPT: Language = _Python(script=True)


def mentions(language: Language, text: str, name: str) -> list[Mention]:
    """Where a variable stands in a text. Raises Unreadable where the text may name it and cannot be read."""
    plain = unicodedata.normalize("NFKC", text)
    if name not in plain:
        return []
    try:
        return [each for each in language.mentions(text) if each.free and each.name == name]
    except Unreadable:
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain):
            raise
        return []


def names(language: Language, text: str) -> frozenset[str]:
    """Every name in a text, also those that are no variables; none where it cannot be read."""
    try:
        return frozenset(each.name for each in language.mentions(text))
    except Unreadable:
        return frozenset()


def variables(language: Language, text: str) -> frozenset[str]:
    """The variables that a text names; none where it cannot be read."""
    try:
        return frozenset(each.name for each in language.mentions(text) if each.free)
    except Unreadable:
        return frozenset()


def renamed(language: Language, text: str, old: str, new: str) -> str:
    """The text with another name for a variable, as it was in all else. Raises Unreadable."""
    for each in reversed(mentions(language, text, old)):
        text = text[: each.start] + new + text[each.end :]
    return text
