"""Texts in a little Markdown: paragraphs, headings, lists, bold, code, links; in our own texts pictures too.

Most come with a form, from a file somebody sent, so they become parts that a template escapes, never markup.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Literal

_SPAN = re.compile(
    r"\*\*(?P<strong>[^*]+)\*\*|`(?P<code>[^`]+)`"
    r"|\[(?P<label>[^\]]+)\]\((?P<href>https?://[^\s)]+)\)|\[(?P<beside>[^\]]+)\]\((?P<path>[\w./#-]+)\)"
)
_ITEM = re.compile(r"\s*(?:[-*]|(?P<number>\d+)\.) +")
_HEADING = re.compile(r"(#{1,6}) +")
_PICTURE = re.compile(r"!\[(?P<text>[^\]]*)\]\((?P<path>[\w./-]+)\)")
_INDENT = "    "

Kind = Literal["paragraph", "heading", "list", "numbered", "code", "picture"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text: bold, code, a link, or none of these."""

    text: str
    strong: bool = False
    href: str | None = None
    code: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A list has a line for each item, code one for each line, the others have one.

    `level` is that of a heading, 1 to 6; `path` is where a picture is, and its line says what it shows.
    """

    kind: Kind
    lines: tuple[tuple[Span, ...], ...]
    level: int = 0
    path: str = ""

    @property
    def text(self) -> str:
        """What it says, without bold, code and links."""
        return "\n".join("".join(span.text for span in line) for line in self.lines)


def blocks(text: str, *, html: bool = False, ours: bool = False) -> list[Block]:
    """The blocks of a text; of HTML only what it says, without its tags.

    `ours`: the text is part of Cauce, so its pictures and its links to what lies beside it are read as well.
    """
    if html:
        stripper = _Stripper()
        stripper.feed(text)
        stripper.close()
        text = "".join(stripper.parts)
    found: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        lines = [line for line in paragraph.split("\n") if line.strip()]
        if lines:
            found += _blocks(lines, ours)
    return found


def _blocks(lines: list[str], ours: bool) -> list[Block]:
    """The blocks of a paragraph: one, or a heading and what stands right below it."""
    heading, picture = _HEADING.match(lines[0]), _PICTURE.fullmatch(lines[0].strip())
    if all(line.startswith(_INDENT) for line in lines):
        return [Block("code", tuple((Span(line.removeprefix(_INDENT), code=True),) for line in lines))]
    if heading:
        title = Block("heading", (_spans(lines[0][heading.end() :], ours),), level=len(heading[1]))
        return [title, *(_blocks(lines[1:], ours) if lines[1:] else [])]
    if ours and picture and len(lines) == 1:
        return [Block("picture", ((Span(picture["text"]),),), path=picture["path"])]
    if first := _ITEM.match(lines[0]):
        items = _items(lines)
        if items is not None:
            kind: Kind = "numbered" if first["number"] else "list"
            return [Block(kind, tuple(_spans(item, ours) for item in items))]
    return [Block("paragraph", (_spans(" ".join(line.strip() for line in lines), ours),))]


def _items(lines: list[str]) -> list[str] | None:
    """The items of a list; an indented line goes on with the item before. None when a line is neither."""
    items: list[str] = []
    for line in lines:
        if _ITEM.match(line):
            items.append(_ITEM.sub("", line, count=1))
        elif line.startswith("  "):
            items[-1] += f" {line.strip()}"
        else:
            return None
    return items


def _spans(text: str, ours: bool) -> tuple[Span, ...]:
    spans, end = [], 0
    for match in _SPAN.finditer(text):
        if match["path"] and not ours:
            continue
        if match.start() > end:
            spans.append(Span(text[end : match.start()]))
        if match["strong"]:
            spans.append(Span(match["strong"], strong=True))
        elif match["code"]:
            spans.append(Span(match["code"], code=True))
        else:
            spans.append(Span(match["label"] or match["beside"], href=match["href"] or match["path"]))
        end = match.end()
    if end < len(text):
        spans.append(Span(text[end:]))
    return tuple(spans)


class _Stripper(HTMLParser):
    """Keeps the text of HTML; what scripts and styles hold is no text."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in ("script", "style")
        if tag in ("p", "div", "br", "li", "h1", "h2", "h3", "h4"):
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style") and self._silent > 0

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)
