"""The pages of the manual, read from Markdown: `docs/manual` of a checkout, a copy of it in an installed package."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine.instances.views.search import normal
from web.pages.markdown import Block, blocks

AUDIENCES = ("personal", "duenos", "auditores", "administradores")
"""The names of the pages, in the order in which they are offered."""
PICTURES = "img"
_HERE = Path(__file__).parent
_PLACES = (_HERE / "manual", _HERE.parents[1] / "docs" / "manual")


class ManualMissing(RuntimeError):
    """The package was built without `docs/manual`."""


@dataclass(frozen=True)
class Section:
    """A heading of the second level with what stands below it; `anchor` is its id on the page."""

    title: str
    anchor: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Page:
    """A page of the manual. `lead` stands between its title and its first section."""

    name: str
    title: str
    lead: Sequence[Block]
    sections: Sequence[Section]


def folder() -> Path:
    """Where the manual is. Raises ManualMissing."""
    found = next((place for place in _PLACES if place.is_dir()), None)
    if found is None:
        raise ManualMissing(" | ".join(map(str, _PLACES)))
    return found


@cache
def pages() -> dict[str, Page]:
    """The pages by name. Raises ManualMissing."""
    return {name: _page(name, (folder() / f"{name}.md").read_text(encoding="utf-8")) for name in AUDIENCES}


def _page(name: str, text: str) -> Page:
    title, *rest = blocks(text, ours=True)
    parts: list[tuple[Block | None, list[Block]]] = [(None, [])]
    for block in rest:
        if block.kind == "heading" and block.level == 2:
            parts.append((block, []))
        else:
            parts[-1][1].append(block)
    sections = [Section(head.text, _anchor(head.text), tuple(below)) for head, below in parts if head is not None]
    return Page(name, title.text, tuple(parts[0][1]), tuple(sections))


def _anchor(title: str) -> str:
    """«Cómo entrar» → ``como-entrar``."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in normal(title)).split())
