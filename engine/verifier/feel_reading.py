"""FEEL, the expressions of forms: how it is read. What is not read is `Unjudged`, and whoever asks says so."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

Tree = tuple[Any, ...]

TOKEN = re.compile(
    r'\s*(?:(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<text>"(?:[^"\\\n]|\\.)*")|(?P<name>[^\W\d]\w*)'
    r"|(?P<sign>\.\.|\*\*|<=|>=|!=|[=<>()\[\],.+*/@-]))"
)
ESCAPE = re.compile(r'\\(?:(["\\nrt])|u([0-9a-fA-F]{4}))')
LITERALS = {"true": True, "false": False, "null": None}
UNKNOWN = {"in", "between", "for", "return", "some", "every", "satisfies", "function", "instance", "of"}
OF_SEVERAL_WORDS = {
    "is defined", "list contains", "string length", "starts with", "ends with", "upper case", "lower case", "round up",
    "round down", "round half up", "round half down", "substring before", "substring after", "string join",
    "distinct values", "index of", "date and time", "years and months duration", "day of week", "day of year",
    "is working day",
}  # fmt: skip
"""The functions of FEEL and of offices whose names have several words."""
MOST = 2_000
"""Characters of an expression."""


class Unjudged(Exception):
    """An expression, a rule or a value that this verifier does not understand."""


class Reader:
    """One pass over an expression; each level of precedence is a method."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 1
        while text[at:].strip():
            found = TOKEN.match(text, at)
            if found is None:
                raise Unjudged(text)
            self.tokens.append((found.lastgroup or "", found[found.lastgroup or 0]))
            at = found.end()
        self.tokens.append(("end", ""))
        self.at, self.depth = 0, 0

    def take(self, *texts: str) -> str:
        """The next token, passed over, if it is one of these; else nothing."""
        kind, text = self.tokens[self.at]
        if kind not in ("sign", "name") or text not in texts:
            return ""
        self.at += 1
        return text

    def expect(self, text: str) -> None:
        if not self.take(text):
            raise Unjudged(self.tokens[self.at][1])

    def chain(self, part: Callable[[], Tree], *signs: str) -> Tree:
        tree = part()
        while sign := self.take(*signs):
            tree = (sign, tree, part())
        return tree

    def expression(self) -> Tree:
        self.depth += 1
        if self.depth > 30:
            raise Unjudged("()")
        tree = self.chain(self.conjunction, "or")
        self.depth -= 1
        return tree

    def conjunction(self) -> Tree:
        return self.chain(self.comparison, "and")

    def comparison(self) -> Tree:
        return self.chain(self.sum, "=", "!=", "<", "<=", ">", ">=")

    def sum(self) -> Tree:
        return self.chain(self.product, "+", "-")

    def product(self) -> Tree:
        return self.chain(self.signed, "*", "/")

    def signed(self) -> Tree:
        if self.take("-"):
            return ("-", ("value", 0), self.signed())
        tree = self.primary()
        while self.take("."):
            kind, name = self.tokens[self.at]
            if kind != "name":
                raise Unjudged(name)
            self.at += 1
            tree = ("follow", tree, name)
        return tree

    def primary(self) -> Tree:
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return ("value", Decimal(text) if "." in text else int(text))
        if kind == "text":
            return ("value", ESCAPE.sub(unescaped, text[1:-1]))
        if text == "(":
            tree = self.expression()
            self.expect(")")
            return tree
        if text == "[":
            return ("list", *self.listed("]"))
        if kind != "name" or text in UNKNOWN:
            raise Unjudged(text)
        if text in LITERALS:
            return ("value", LITERALS[text])
        if text == "if":
            test = self.expression()
            self.expect("then")
            then = self.expression()
            self.expect("else")
            return ("if", test, then, self.expression())
        return self.named(text)

    def named(self, name: str) -> Tree:
        """A variable, or a function whose name may have several words."""
        for words in (4, 3, 2, 1):
            function = " ".join(text for _, text in self.tokens[self.at - 1 : self.at - 1 + words])
            after = self.tokens[min(self.at - 1 + words, len(self.tokens) - 1)]
            if after == ("sign", "(") and (words == 1 or function in OF_SEVERAL_WORDS):
                self.at += words
                return ("call", function, *self.listed(")"))
        return ("name", name)

    def listed(self, end: str) -> list[Tree]:
        found: list[Tree] = []
        while not self.take(end):
            if found:
                self.expect(",")
            found.append(self.expression())
        return found


def unescaped(found: re.Match[str]) -> str:
    return {"n": "\n", "r": "\r", "t": "\t"}.get(found[1], found[1]) if found[1] else chr(int(found[2], 16))


@lru_cache(maxsize=1024)
def read(text: str) -> Tree:
    """The tree of an expression with its leading ``=``. Raises Unjudged."""
    if not text.startswith("=") or len(text) > MOST:
        raise Unjudged(text)
    reader = Reader(text)
    tree = reader.expression()
    if reader.tokens[reader.at][0] != "end":
        raise Unjudged(text)
    return tree


def paths(text: str) -> set[tuple[str, ...]]:
    """The chains of names that an expression reads. Raises Unjudged."""
    found: set[tuple[str, ...]] = set()

    def look(tree: Any) -> None:
        if not isinstance(tree, tuple):
            return
        if way := way_of(tree):
            found.add(way)
            return
        for part in tree[1:]:
            look(part)

    look(read(text))
    return found


def way_of(tree: Tree) -> tuple[str, ...]:
    """The names of a variable and what is followed from it; none for another tree."""
    if tree[:1] == ("name",):
        return (tree[1],)
    inner = way_of(tree[1]) if tree[:1] == ("follow",) else ()
    return (*inner, tree[2]) if inner else ()
