"""FEEL text → tokens, and the error of a text that is none."""

import re
from typing import NamedTuple

from bpmn.messages import Message, lazy_gettext

_TOKEN = re.compile(
    r"""\s*(?:
    (\d+(?:\.\d+)?|\.\d+)                                      # a number
    |("(?:[^"\\\n]|\\.)*")                                     # a text
    |([^\W\d]\w*)                                              # a name
    |(\.\.|\*\*|<=|>=|!=|[=<>()\[\],.+*/@-])                   # a sign
    )""",
    re.VERBOSE,
)
_KINDS = ("number", "string", "name", "sign")
_ESCAPE = re.compile(r'\\(?:(["\\nrt])|u([0-9a-fA-F]{4}))')
_ESCAPED = {'"': '"', "\\": "\\", "n": "\n", "r": "\r", "t": "\t"}
MAX_NUMERAL = 40
"""Characters of a number."""


class FeelError(Exception):
    """The text is not an expression of the subset."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class Token(NamedTuple):
    kind: str
    text: str
    start: int


def short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def unreadable(text: str, start: int) -> FeelError:
    near = text[start:].strip()
    return FeelError(
        lazy_gettext("The expression “{text}” cannot be read at “{near}”.", text=short(text), near=short(near))
    )


def tokenise(text: str) -> list[Token]:
    tokens, at = [], 1
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if (
            match is None
            or (match[1] and text[match.end() : match.end() + 1].isidentifier())
            or len(match[1] or "") > MAX_NUMERAL
        ):
            raise unreadable(text, at)
        group = match.lastindex or 0
        tokens.append(Token(_KINDS[group - 1], match[group], match.start(group)))
        at = match.end()
    tokens.append(Token("end", "", len(text)))
    return tokens


def string(literal: str) -> str:
    def unescape(match: re.Match[str]) -> str:
        return _ESCAPED[match[1]] if match[1] else chr(int(match[2], 16))

    return _ESCAPE.sub(unescape, literal[1:-1])
