"""Conditions, computations and scripts in words: both expression languages, read token by token."""

import ast
import re
from collections.abc import Callable, Mapping

from bpmn.messages import Message, lazy_gettext
from web.texts.differences.namer import Namer

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d+)?)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<name>[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*)
    |(?P<sign>\.\.|\*\*|//|<=|>=|!=|==|[-=<>()\[\],+*/@%{}:])
    )""",
    re.VERBOSE,
)
_SIGNS: Mapping[str, Message] = {
    "=": lazy_gettext("is"),
    "==": lazy_gettext("is"),
    "!=": lazy_gettext("is not"),
    "<": lazy_gettext("is less than"),
    "<=": lazy_gettext("is at most"),
    ">": lazy_gettext("is more than"),
    ">=": lazy_gettext("is at least"),
    "..": lazy_gettext("to"),
}
_WORDS: Mapping[str, Message] = {
    "and": lazy_gettext("and"),
    "or": lazy_gettext("or"),
    "not": lazy_gettext("not"),
    "in": lazy_gettext("is among"),
    "is": lazy_gettext("is"),
    "between": lazy_gettext("is between"),
    "if": lazy_gettext("if"),
    "then": lazy_gettext("then"),
    "else": lazy_gettext("otherwise"),
    "null": lazy_gettext("empty"),
    "None": lazy_gettext("empty"),
    "some": lazy_gettext("for some"),
    "every": lazy_gettext("for every"),
    "for": lazy_gettext("for each"),
    "satisfies": lazy_gettext("it holds that"),
    "return": lazy_gettext("gives"),
    "this": lazy_gettext("the row"),
    "parent": lazy_gettext("what is around the row"),
    "item": lazy_gettext("the item"),
}
FUNCTIONS: Mapping[str, Message] = {
    "abs": lazy_gettext("the size of"),
    "all": lazy_gettext("all of"),
    "any": lazy_gettext("any of"),
    "append": lazy_gettext("the list with"),
    "bool": lazy_gettext("something is in"),
    "ceiling": lazy_gettext("rounded up"),
    "concatenate": lazy_gettext("the lists together"),
    "contains": lazy_gettext("contains"),
    "count": lazy_gettext("the number of"),
    "date": lazy_gettext("the date"),
    "date and time": lazy_gettext("the date and time"),
    "day of week": lazy_gettext("the day of the week of"),
    "day of year": lazy_gettext("the day of the year of"),
    "decimal": lazy_gettext("rounded"),
    "distinct values": lazy_gettext("the different values of"),
    "duration": lazy_gettext("the time of"),
    "ends with": lazy_gettext("ends with"),
    "flatten": lazy_gettext("all items of"),
    "float": lazy_gettext("the number"),
    "floor": lazy_gettext("rounded down"),
    "index of": lazy_gettext("the place in the list of"),
    "int": lazy_gettext("the whole number"),
    "is defined": lazy_gettext("has a value:"),
    "is working day": lazy_gettext("is a business day:"),
    "len": lazy_gettext("the number of"),
    "list contains": lazy_gettext("the list contains"),
    "lower case": lazy_gettext("in small letters"),
    "max": lazy_gettext("the largest of"),
    "mean": lazy_gettext("the mean of"),
    "min": lazy_gettext("the smallest of"),
    "modulo": lazy_gettext("the remainder of"),
    "not": lazy_gettext("not"),
    "number": lazy_gettext("the number"),
    "product": lazy_gettext("the product of"),
    "reverse": lazy_gettext("the list turned round"),
    "round": lazy_gettext("rounded"),
    "round down": lazy_gettext("rounded down"),
    "round half down": lazy_gettext("rounded"),
    "round half up": lazy_gettext("rounded"),
    "round up": lazy_gettext("rounded up"),
    "sorted": lazy_gettext("put in order"),
    "sqrt": lazy_gettext("the square root of"),
    "starts with": lazy_gettext("begins with"),
    "str": lazy_gettext("the text of"),
    "string": lazy_gettext("the text of"),
    "string join": lazy_gettext("the texts together"),
    "string length": lazy_gettext("the length of"),
    "sublist": lazy_gettext("part of the list"),
    "substring": lazy_gettext("part of the text"),
    "substring after": lazy_gettext("the text after"),
    "substring before": lazy_gettext("the text before"),
    "sum": lazy_gettext("the sum of"),
    "time": lazy_gettext("the time of day"),
    "today": lazy_gettext("today"),
    "trim": lazy_gettext("without spaces"),
    "union": lazy_gettext("the lists together"),
    "upper case": lazy_gettext("in capitals"),
    "years and months duration": lazy_gettext("the months between"),
}
_ARITHMETIC = frozenset(("+", "-", "*", "/", "**"))
_MOST_WORDS = max(len(name.split()) for name in FUNCTIONS)
_TIGHT = {"(": "left", "[": "left", "{": "left", ")": "right", "]": "right", "}": "right", ",": "right", ":": "right"}


def in_words(text: str, namer: Namer, texts: Callable[[str], str] | None = None) -> str:
    """An expression in words, its variables as their fields are labelled and its values as their choices are.

    `texts` says what a text in it stands for, such as a role. What no rule covers stands as it is written.
    """
    tokens = _tokens(text.strip().removeprefix("="))
    if tokens is None:
        return namer.quoted(text)
    return _Reader(tokens, namer, texts).words()


def script_in_words(text: str, namer: Namer) -> str:
    """What a script sets, assignment by assignment."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return namer.quoted(text)
    said = []
    for each in tree.body:
        if not isinstance(each, ast.Assign) or not isinstance(each.targets[0], ast.Name):
            return namer.quoted(text)
        value = in_words(ast.get_source_segment(text, each.value) or "", namer)
        said.append(namer.gettext("{name} becomes {value}", name=namer.variable(each.targets[0].id), value=value))
    return "; ".join(said) or "—"


Token = tuple[str, str]


def _tokens(text: str) -> list[Token] | None:
    found: list[Token] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return None
        kind = str(match.lastgroup)
        found.append((kind, re.sub(r"\s", "", match[kind]) if kind == "name" else match[kind]))
        at = match.end()
    return found


class _Reader:
    """Goes over the tokens of one expression; `about` is the variable that is compared at the moment."""

    def __init__(self, tokens: list[Token], namer: Namer, texts: Callable[[str], str] | None) -> None:
        self.tokens, self.namer, self.texts = tokens, namer, texts
        self.at = 0
        self.about: str | None = None

    def words(self) -> str:
        parts: list[str] = []
        while self.at < len(self.tokens):
            parts.append(self._part())
        text = ""
        for part in parts:
            tight = _TIGHT.get(part)
            space = "" if not text or tight == "right" or text[-1] in "([{" else " "
            text += space + part
        return text

    def _peek(self, ahead: int = 0) -> Token:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else ("end", "")

    def _part(self) -> str:
        kind, text = self._peek()
        if kind == "name":
            return self._function() or self._name(text)
        self.at += 1
        if kind == "number":
            return self.namer.answer(
                None if self._is_reckoned_with() else self.about, float(text) if "." in text else int(text)
            )
        if kind == "text":
            return self._text(text)
        if text in _SIGNS:
            if self._peek() in (("name", "null"), ("name", "None")):
                return self._empty(text)
            return self.namer.gettext.render(_SIGNS[text])
        return {"*": "×", "/": "÷", "-": "−", "@": ""}.get(text, text)

    def _is_reckoned_with(self) -> bool:
        """Whether the number just passed is no answer to a field, but a term of a computation."""
        before = self.tokens[self.at - 2] if self.at > 1 else ("end", "")
        return before[1] in _ARITHMETIC or self._peek()[1] in _ARITHMETIC

    def _empty(self, sign: str) -> str:
        self.at += 1
        if sign in ("=", "=="):
            return self.namer.gettext("is empty")
        return self.namer.gettext("is not empty")

    def _function(self) -> str | None:
        """The function whose name begins here; its parenthesis comes next."""
        for count in range(_MOST_WORDS, 0, -1):
            words = [self._peek(ahead) for ahead in range(count)]
            name = " ".join(text for _, text in words)
            if name in FUNCTIONS and all(kind == "name" for kind, _ in words) and self._peek(count) == ("sign", "("):
                self.at += count
                if name == "today" and self._peek(1) == ("sign", ")"):
                    self.at += 2
                return self.namer.gettext.render(FUNCTIONS[name])
        return None

    def _name(self, text: str) -> str:
        self.at += 1
        if text in ("true", "True", "false", "False"):
            return self.namer.answer(self._compared(), text in ("true", "True"))
        if text in ("and", "or"):
            self.about = None
        if text == "not" and self._peek() == ("name", "in"):
            self.at += 1
            return self.namer.gettext("is not among")
        if text == "is" and self._peek() == ("name", "not"):
            self.at += 1
            return self.namer.gettext("is not")
        if text in _WORDS:
            return self.namer.gettext.render(_WORDS[text])
        self.about = text.removeprefix("this.")
        return self.namer.variable(self.about)

    def _text(self, literal: str) -> str:
        try:
            value = str(ast.literal_eval(literal))
        except (SyntaxError, ValueError):
            value = literal[1:-1]
        if self.texts is not None:
            return self.texts(value)
        return self.namer.answer(self._compared(), value)

    def _compared(self) -> str | None:
        """The variable that the value just passed is compared with: one said before it, or else right after."""
        if self.about is None and self._peek()[0] in ("sign", "name") and self._peek(1)[0] == "name":
            return self._peek(1)[1]
        return self.about
