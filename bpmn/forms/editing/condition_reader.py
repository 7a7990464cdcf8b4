"""An expression of a form → the rows that say exactly the same, where there are such."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bpmn.forms.editing.conditions import SIGNS, TURNED, Condition, Question, Row, Variable
from bpmn.forms.feel.tokens import FeelError, Token, string, tokenise

_BY_SIGN = {sign: test for test, sign in SIGNS.items()}
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}


def read(text: str) -> Condition | None:
    """The rows that an expression says; None where it says something else."""
    tree = _tree(text)
    return None if tree is None else _flat(tree)


def read_hidden(text: str) -> Condition | None:
    """The rows that hold exactly where the expression is not true; None where it says something else."""
    tree = _tree(text)
    turned = None if tree is None else _turn(tree)
    return None if turned is None else _flat(turned)


@dataclass(frozen=True, slots=True)
class _Not:
    """What holds wherever `inner` is not true, or, not `exact`, only where that is false."""

    inner: "_Tree"
    exact: bool


@dataclass(frozen=True, slots=True)
class _All:
    parts: "tuple[_Tree, ...]"
    every: bool


_Tree = Row | _Not | _All


class _Unknown(Exception):
    """It is no condition that rows can say."""


def _tree(text: str) -> _Tree | None:
    try:
        return _Reader(tokenise(text)).whole() if text.startswith("=") else None
    except (_Unknown, FeelError, RecursionError):
        return None


def _turn(tree: _Tree) -> _Tree | None:
    """What holds wherever `tree` is not true."""
    match tree:
        case Row(test=test) if test in TURNED:
            return replace(tree, test=TURNED[test])
        case _Not(inner=inner, exact=exact):
            return inner if exact or _is_sure(inner) else None
        case _All(parts=parts, every=every):
            turned = [_turn(part) for part in parts]
            known = [each for each in turned if each is not None]
            return _All(tuple(known), not every) if len(known) == len(turned) else None
    return None


def _is_sure(tree: _Tree) -> bool:
    """Whether it is true or false, and never null for want of data."""
    match tree:
        case Row(test=test):
            return test in TURNED
        case _All(parts=parts):
            return all(map(_is_sure, parts))
        case _Not(inner=inner, exact=exact):
            return exact or _is_sure(inner)


def _flat(tree: _Tree) -> Condition | None:
    found = list(_rows(tree))
    if isinstance(tree, _All) and all(isinstance(each, Row) for each in found):
        return Condition(tuple(each for each in found if isinstance(each, Row)), tree.every)
    return Condition((found[0],)) if len(found) == 1 and isinstance(found[0], Row) else None


def _rows(tree: _Tree) -> Iterator[Row | None]:
    parts = tree.parts if isinstance(tree, _All) else (tree,)
    for part in parts:
        if isinstance(part, _Not) and (part.exact or _is_sure(part.inner)):
            turned = _turn(part.inner)
            yield turned if isinstance(turned, Row) else None
        elif isinstance(part, _Not) and isinstance(part.inner, Row) and part.inner.test is Question.HAS:
            yield replace(part.inner, test=Question.HAS_NOT)
        else:
            yield part if isinstance(part, Row) else None


class _Reader:
    """Goes over the tokens of one expression."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    def whole(self) -> _Tree:
        tree = self._or()
        if self._kind() != "end":
            raise _Unknown
        return tree

    def _kind(self, ahead: int = 0) -> str:
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)].kind

    def _text(self, ahead: int = 0) -> str:
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)].text

    def _take(self, *texts: str) -> bool:
        """Go past these, where they come next."""
        if all(self._text(ahead) == text and self._kind(ahead) != "string" for ahead, text in enumerate(texts)):
            self.at += len(texts)
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise _Unknown

    def _or(self) -> _Tree:
        return self._chain("or", self._and, every=False)

    def _and(self) -> _Tree:
        return self._chain("and", self._test, every=True)

    def _chain(self, word: str, operand: Callable[[], _Tree], *, every: bool) -> _Tree:
        parts = [operand()]
        while self._take(word):
            parts.append(operand())
        return parts[0] if len(parts) == 1 else _emptiness(parts, every) or _All(tuple(parts), every)

    def _test(self) -> _Tree:
        if self._take("not", "("):
            inner = self._or()
            self._expect(")")
            return _Not(inner, exact=False)
        if self._take("list", "contains", "("):
            field = self._name()
            self._expect(",")
            row = Row(field, Question.HAS, self._operand())
            self._expect(")")
            return row
        if self._take("is", "working", "day", "("):
            row = Row(self._name(), Question.WORKING)
            self._expect(")")
            return row
        if self._take("("):
            inner = self._or()
            self._expect(")")
            return _Not(inner, exact=True) if self._take("!=", "true") else inner
        if self._take("count", "("):
            return self._counted()
        return self._compared()

    def _counted(self) -> _Tree:
        field = self._name()
        self._expect(")")
        if self._take("=", "0"):
            return Row(field, Question.EMPTY, 0)
        if self._take(">", "0"):
            return Row(field, Question.FILLED, 0)
        raise _Unknown

    def _compared(self) -> _Tree:
        left = self._operand()
        sign = self._text()
        if self._kind() != "sign" or sign not in _BY_SIGN:
            raise _Unknown
        self.at += 1
        right = self._operand()
        if not isinstance(left, Variable):
            left, sign, right = right, _MIRRORED[sign], left
        if not isinstance(left, Variable):
            raise _Unknown
        if right is None:
            if sign not in ("=", "!="):
                raise _Unknown
            return Row(left.name, Question.EMPTY if sign == "=" else Question.FILLED)
        return Row(left.name, _BY_SIGN[sign], right)

    def _name(self) -> str:
        found = self._operand()
        if not isinstance(found, Variable):
            raise _Unknown
        return found.name

    def _operand(self) -> object:
        kind, text = self._kind(), self._text()
        self.at += 1
        if kind == "string":
            return string(text)
        if kind == "number":
            return _number(text)
        if kind == "sign" and text == "-" and self._kind() == "number":
            self.at += 1
            return -_number(self.tokens[self.at - 1].text)
        if kind == "sign" and text == "@" and self._kind() == "string":
            raise _Unknown  # a date proper, which no text in the data is the same as
        if kind != "name":
            raise _Unknown
        if text in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[text]
        while self._text() == "." and self._kind(1) == "name":
            text += "." + self._text(1)
            self.at += 2
        if self._kind() == "name" and not re.fullmatch(r"and|or", self._text()):
            raise _Unknown  # a name of several words
        return Variable(text)


def _emptiness(parts: list[_Tree], every: bool) -> _Tree | None:
    """What two tests say together that ask whether something is there: ``x = null or x = ""``; or whether it is not in
    a list that may be missing: ``x = null or not(list contains(x, "a"))``."""
    if len(parts) != 2 or not isinstance(parts[0], Row):
        return None
    first, second = parts[0], parts[1]
    if isinstance(second, _Not) and not every and first.test is Question.EMPTY:
        has = second.inner
        return (
            _Not(has, exact=True)
            if isinstance(has, Row) and (has.field, has.test) == (first.field, Question.HAS)
            else None
        )
    if not isinstance(second, Row):
        return None
    if (
        first.field != second.field
        or first.test is not (Question.FILLED if every else Question.EMPTY)
        or first.value is not None
    ):
        return None
    again = (second.test is first.test and second.value == 0) or (
        second.test is (Question.IS_NOT if every else Question.IS) and second.value == ""
    )
    return first if again else None


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)
