"""Patterns of text fields: JavaScript's regular expressions, as form-js runs them, matched by RE2 in linear time.

Neither Python's engine nor JavaScript's will do on a server: both backtrack, so that ``(a|a)*b`` takes an age on thirty
letters. RE2 does not, and so cannot look around or refer back: patterns that do are refused when the form is read. The
two languages are alike in most; `_translated` writes in RE2's what means something else there.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import re2

from bpmn.messages import Message, lazy_gettext

MAX_PATTERN = 200
"""Characters of a pattern."""
MAX_SUBJECT = 2_000
"""Characters of a text that is matched; a longer one is no match."""
MAX_MEMORY = 1 << 20
"""Bytes that a compiled pattern and its states may take; one that needs more is refused."""

_OPTIONS = re2.Options()
_OPTIONS.max_mem = MAX_MEMORY
_OPTIONS.never_capture = True
_OPTIONS.log_errors = False


class PatternError(Exception):
    """The pattern is not one that can be matched safely."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. `size` is the number of instructions of its program."""

    text: str
    size: int
    _compiled: "re2._Regexp"

    def matches(self, subject: str) -> bool:
        """Whether it is found in `subject`, which has at most `MAX_SUBJECT` characters."""
        return len(subject) <= MAX_SUBJECT and self._compiled.search(subject) is not None

    def effort(self, subject: str) -> int:
        """Units of effort (tenths of a microsecond, see `bpmn.forms.feel.Meter`) that matching takes at worst."""
        return 1 + min(len(subject), MAX_SUBJECT) * self.size // 4


@lru_cache(maxsize=256)
def compile_pattern(text: str) -> Pattern:
    """Compile a pattern as a form writes it. Raises PatternError."""
    if len(text) > MAX_PATTERN:
        raise PatternError(lazy_gettext("The pattern is too long; it may have {limit} characters.", limit=MAX_PATTERN))
    try:
        compiled = re2.compile(_translated(text), _OPTIONS)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        if "too large" in reason or "repetition size" in reason:
            raise PatternError(
                lazy_gettext("The pattern repeats too much; use smaller numbers of repetitions.")
            ) from error
        raise _unreadable(reason.rpartition(": ")[2]) from error
    return Pattern(text, compiled._regexp.ProgramSize(), compiled)


def _unreadable(near: str) -> PatternError:
    return PatternError(lazy_gettext("The pattern cannot be read at “{near}”.", near=near[:20]))


# What `\s` holds in JavaScript; in RE2 it has the ASCII ones alone, and no vertical tab.
_SPACES = r"\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"
_NOT_SPACES = (
    r"\x{0}-\x{8}\x{e}-\x{1f}\x{21}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}"
    r"\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}"
)
_ANY = r"\x{0}-\x{10ffff}"
_TOKEN = re.compile(
    r"""(?P<class>\[\^?)              # the beginning of a class
      | \\(?P<code>u(?P<hex4>[0-9a-fA-F]{4})|x(?P<hex2>[0-9a-fA-F]{2}))
      | \\(?P<escaped>[\s\S])
      | (?P<around>\(\?<?[=!])
      | (?P<named>\(\?<(?P<name>[A-Za-z_]\w*)>)
      | (?P<special>\(\?(?!:))
      | (?P<times>\{\d+(?:,\d*)?\}\??)
      | (?P<stray>[{}\]])
      | (?P<other>[\s\S])""",
    re.VERBOSE,
)
_MEMBER = re.compile(
    r"\\(?P<code>u(?P<hex4>[0-9a-fA-F]{4})|x(?P<hex2>[0-9a-fA-F]{2}))|\\(?P<escaped>[\s\S])|(?P<other>[^\\])"
)


def _translated(text: str) -> str:
    """A pattern of JavaScript in the syntax of RE2. Raises PatternError where it looks around or refers back."""
    parts: list[str] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise _unreadable(text[at:])
        near, at = text[at:], token.end()
        if token["class"]:
            part, at = _class(text, token)
        elif token["around"]:
            raise PatternError(
                lazy_gettext(
                    "The pattern looks around at “{near}”, which takes too long on a server; write what the text must "
                    "have, or add a check.",
                    near=near[:20],
                )
            )
        elif token["special"] or token["stray"]:
            raise _unreadable(near)
        elif token["named"]:
            part = "("
        elif token["other"] == ".":
            part = r"[^\n\r\x{2028}\x{2029}]"
        else:
            part = _character(token, near, _OUTSIDE)
        if part in _PLACES and text[at : at + 1] in ("*", "+", "?", "{"):
            raise _unreadable(text[at - 1 :])
        parts.append(part)
    return "".join(parts)


_PLACES = ("^", "$", r"\b", r"\B")
_OUTSIDE = {"s": f"[{_SPACES}]", "S": f"[^{_SPACES}]", "b": r"\b", "B": r"\B"}
_INSIDE = {"s": _SPACES, "S": _NOT_SPACES, "b": r"\x{8}"}
_SAME = frozenset("dDwWtnrfv")


def _character(token: re.Match[str], near: str, special: dict[str, str]) -> str:
    """One character or escape, in a class or outside of one."""
    if token["code"]:
        code = int(token["hex4"] or token["hex2"], 16)
        if 0xD800 <= code <= 0xDFFF:
            raise _unreadable(near)
        return f"\\x{{{code:x}}}"
    escaped = token["escaped"]
    if escaped is None:
        return token[0]
    if escaped in special:
        return special[escaped]
    if escaped in _SAME:
        return f"\\{escaped}"
    if escaped == "0" and not near[2:3].isdigit():
        return r"\x{0}"
    if escaped.isdigit() or escaped == "k":
        raise PatternError(
            lazy_gettext(
                "The pattern refers back at “{near}”, which takes too long on a server; write what the text must "
                "have, or add a check.",
                near=near[:20],
            )
        )
    if escaped.isascii() and escaped.isalnum():
        raise _unreadable(near)
    return f"\\{escaped}" if escaped.isascii() and not escaped.isspace() else escaped


def _class(text: str, start: re.Match[str]) -> tuple[str, int]:
    """The class that begins at `start`, and where it ends."""
    at, parts = start.end(), [start[0]]
    while text[at : at + 1] != "]":
        member = _MEMBER.match(text, at)
        if member is None:
            raise _unreadable(text[start.start() :])
        part = _character(member, text[at:], _INSIDE)
        parts.append(r"\[" if part == "[" else part)
        at = member.end()
    if len(parts) == 1:
        return (f"[{_ANY}]" if start[0] == "[^" else f"[^{_ANY}]"), at + 1
    return "".join(parts) + "]", at + 1
