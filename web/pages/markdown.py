"""The texts on forms, which their authors write in a little Markdown: paragraphs, headings, lists, bold, links.

They come from a file somebody sent, so they become parts that a template escapes, never markup.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

_SPAN = re.compile(r"\*\*(?P<strong>[^*]+)\*\*|\[(?P<label>[^\]]+)\]\((?P<href>https?://[^\s)]+)\)")
_ITEM = re.compile(r"\s*[-*] +")
_HEADING = re.compile(r"#{1,6} +")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text, bold or a link or neither."""

    text: str
    strong: bool = False
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """`kind` is ``paragraph``, ``heading`` or ``list``; a list has a line for each item, the others have one."""

    kind: str
    lines: tuple[tuple[Span, ...], ...]


def blocks(text: str, *, html: bool = False) -> list[Block]:
    """The blocks of a text; of HTML only what it says, without its tags."""
    if html:
        stripper = _Stripper()
        stripper.feed(text)
        stripper.close()
        text = "".join(stripper.parts)
    found = []
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = [line for line in paragraph.split("\n") if line.strip()]
        if lines and all(_ITEM.match(line) for line in lines):
            found.append(Block("list", tuple(_spans(_ITEM.sub("", line, count=1)) for line in lines)))
        elif lines and _HEADING.match(lines[0]):
            found.append(Block("heading", (_spans(_HEADING.sub("", lines[0], count=1)),)))
            found += blocks("\n".join(lines[1:]))
        elif lines:
            found.append(Block("paragraph", (_spans(" ".join(line.strip() for line in lines)),)))
    return found


def _spans(text: str) -> tuple[Span, ...]:
    spans, end = [], 0
    for match in _SPAN.finditer(text):
        if match.start() > end:
            spans.append(Span(text[end : match.start()]))
        if match["strong"]:
            spans.append(Span(match["strong"], strong=True))
        else:
            spans.append(Span(match["label"], href=match["href"]))
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
