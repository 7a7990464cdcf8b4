"""The text of a JavaScript regular expression → its tree. What cannot be matched in linear time is refused."""

from typing import NamedTuple

from bpmn.messages import Message, lazy_gettext

MAX_NESTING = 20
"""How deep groups may nest."""

Ranges = tuple[tuple[int, int], ...]

DIGITS = ((0x30, 0x39),)
WORDS = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_SPACES = (
    *((9, 13), (32, 32), (160, 160), (0x1680, 0x1680), (0x2000, 0x200A)),
    *((0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
)
_LINE_ENDS = ((10, 10), (13, 13), (0x2028, 0x2029))
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}


class PatternError(Exception):
    """The pattern is not one that can be matched safely."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class Set(NamedTuple):
    ranges: Ranges
    negated: bool = False

    def has(self, character: str) -> bool:
        code = ord(character)
        return any(low <= code <= high for low, high in self.ranges) is not self.negated


class Assertion(NamedTuple):
    kind: str


class Sequence(NamedTuple):
    parts: "tuple[Node, ...]"


class Choice(NamedTuple):
    options: "tuple[Node, ...]"


class Repeat(NamedTuple):
    part: "Node"
    least: int
    most: int | None


Node = Set | Assertion | Sequence | Choice | Repeat


class Reader:
    """Reads the text of a pattern."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    @property
    def ended(self) -> bool:
        return self.at == len(self.text)

    def failure(self) -> PatternError:
        return PatternError(
            lazy_gettext(
                "The pattern cannot be used at “{near}”; look-around, references back and unclosed brackets are not "
                "allowed.",
                near=self.text[self.at : self.at + 20],
            )
        )

    def take(self, text: str) -> bool:
        if self.text.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def character(self) -> str:
        if self.ended:
            raise self.failure()
        self.at += 1
        return self.text[self.at - 1]

    def choice(self, depth: int) -> Node:
        if depth > MAX_NESTING:
            raise PatternError(lazy_gettext("The groups of the pattern are nested too deeply."))
        options = [self.sequence(depth)]
        while self.take("|"):
            options.append(self.sequence(depth))
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def sequence(self, depth: int) -> Node:
        parts: list[Node] = []
        while not self.ended and self.text[self.at] not in "|)":
            parts.append(self.repeated(self.atom(depth)))
        return Sequence(tuple(parts))

    def repeated(self, part: Node) -> Node:
        if self.ended or self.text[self.at] not in "*+?{":
            return part
        if isinstance(part, Assertion):
            raise self.failure()
        sign = self.character()
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(sign) or self.counts()
        self.take("?")  # a lazy repetition finds the same texts
        if not self.ended and self.text[self.at] in "*+?{":
            raise self.failure()
        return Repeat(part, least, most)

    def counts(self) -> tuple[int, int | None]:
        """What follows the brace of ``{n}``, ``{n,}`` or ``{n,m}``."""
        start = self.at - 1
        inside = self.text[self.at :].partition("}")[0]
        least, comma, most = inside.partition(",")
        self.at += len(inside)
        counts = [int(count) for count in (least, most) if count.isascii() and count.isdigit() and len(count) < 5]
        if not self.take("}") or len(counts) != (2 if most else 1) or (most and counts[1] < counts[0]):
            self.at = start
            raise self.failure()
        return counts[0], counts[1] if most else None if comma else counts[0]

    def atom(self, depth: int) -> Node:
        start = self.at
        character = self.character()
        if character == "(":
            if self.text.startswith("?", self.at) and not self.take("?:"):
                self.at = start
                raise self.failure()
            group = self.choice(depth + 1)
            if not self.take(")"):
                raise self.failure()
            return group
        if character == "[":
            return self.bracket()
        if character == ".":
            return Set(_LINE_ENDS, negated=True)
        if character in "^$":
            return Assertion(character)
        if character == "\\":
            return Assertion("b") if self.take("b") else Assertion("B") if self.take("B") else self.escape()
        if character in "*+?{}]":
            self.at = start
            raise self.failure()
        return _one(character)

    def escape(self) -> Set:
        """What follows a backslash."""
        start = self.at - 1
        character = self.character()
        if character in "dDwWsS":
            ranges = {"d": DIGITS, "w": WORDS, "s": _SPACES}[character.lower()]
            return Set(ranges, negated=character.isupper())
        if character in "xu":
            digits = self.text[self.at : self.at + (2 if character == "x" else 4)]
            if len(digits) == (2 if character == "x" else 4) and all(
                digit in "0123456789abcdefABCDEF" for digit in digits
            ):
                self.at += len(digits)
                return _one(chr(int(digits, 16)))
        elif character in _CONTROLS:
            return _one(_CONTROLS[character])
        elif not character.isalnum():
            return _one(character)
        self.at = start
        raise self.failure()

    def bracket(self) -> Set:
        """What follows the opening bracket of a class."""
        negated = self.take("^")
        ranges: list[tuple[int, int]] = []
        while not self.take("]"):
            low = self.member()
            if (
                _is_one(low)
                and self.text[self.at : self.at + 1] == "-"
                and self.text[self.at + 1 :][:1] not in ("]", "")
            ):
                self.at += 1
                high = self.member()
                if not _is_one(high) or high[0][0] < low[0][0]:
                    raise self.failure()
                low = ((low[0][0], high[0][0]),)
            ranges.extend(low)
        return Set(tuple(ranges), negated)

    def member(self) -> Ranges:
        character = self.character()
        if character != "\\":
            return ((ord(character), ord(character)),)
        if self.take("b"):
            return ((8, 8),)
        member = self.escape()
        return _complement(member.ranges) if member.negated else member.ranges


def _is_one(ranges: Ranges) -> bool:
    return len(ranges) == 1 and ranges[0][0] == ranges[0][1]


def _one(character: str) -> Set:
    return Set(((ord(character), ord(character)),))


def _complement(ranges: Ranges) -> Ranges:
    edges = [0]
    for low, high in ranges:
        edges += [low - 1, high + 1]
    edges.append(0x10FFFF)
    return tuple((low, high) for low, high in zip(edges[::2], edges[1::2], strict=True) if low <= high)
