"""How wide a text is, and where its lines break, without a font at hand: by the widths of Helvetica, which Arial and
the other letters without serifs that a reader's machine puts in their place share.

The serif that stands in PDFs is narrower, so that what fits here fits there.
"""

import re
import unicodedata
from functools import lru_cache

_WIDTHS = {
    222: "ijl", 191: "'", 260: "|", 278: " !,./:;I[\\]ft", 333: "()-`r¡“”‘’", 334: "{}", 355: '"', 389: "*", 469: "^",
    500: "Jckssvxyz", 556: "#$0123456789L?_abdeghnopqu«»–", 584: "+<=>~", 611: "FTZ¿", 667: "&ABEKPSVXY",
    722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1000: "—…", 1015: "@",
}  # fmt: skip
"""Characters by their width in thousandths of the size of the letters (Adobe's metrics of Helvetica)."""
_WIDTH = {character: width for width, characters in _WIDTHS.items() for character in characters}
_ELSE = 600
_WIDE = 1000
_LONGEST = 2_000
"""Characters of a name that are looked at: nobody writes so much beside a shape."""


def width(text: str, size: float) -> float:
    """How wide a text is on one line, in the unit of `size`."""
    return sum(map(_of, text)) * size / 1000


def wrapped(text: str, size: float, room: float, lines: int) -> list[str]:
    """A text in at most so many `lines`, none wider than `room`; the last ends with “…” where there is more.

    Breaks that somebody wrote are kept, and a word that is wider than `room` goes on below.
    """
    found: list[str] = []
    for written in plain(text[:_LONGEST]).splitlines():
        line = ""
        for word in written.split():
            for part in _parts(word, size, room):
                longer = f"{line} {part}" if line else part
                if line and width(longer, size) > room:
                    found.append(line)
                    line = part
                else:
                    line = longer
        if line:
            found.append(line)
    if len(found) > lines:
        found[lines - 1 :] = [_cut(found[lines - 1], size, room)]
    return found


def plain(text: str) -> str:
    """The text without the characters that XML cannot hold or nobody sees; its breaks are kept."""
    return "".join(each if each.isprintable() or each == "\n" else " " for each in re.sub(r"\r\n?", "\n", text))


def _parts(word: str, size: float, room: float) -> list[str]:
    """A word, broken where it does not fit on a line."""
    if width(word, size) <= room:
        return [word]
    parts, part = [], ""
    for character in word:
        if part and width(part + character, size) > room:
            parts.append(part)
            part = ""
        part += character
    return [*parts, part]


def _cut(line: str, size: float, room: float) -> str:
    while line and width(line + " …", size) > room:
        line = line[:-1].rstrip()
    return f"{line} …".strip()


@lru_cache(maxsize=4096)
def _of(character: str) -> int:
    base = unicodedata.normalize("NFD", character)[0]
    wide = unicodedata.east_asian_width(character) in ("W", "F")
    return _WIDTH.get(character) or _WIDTH.get(base) or (_WIDE if wide else _ELSE)
