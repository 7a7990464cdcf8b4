"""What the documents that are written from the code have in common."""

from collections.abc import Iterable

NOTE = "<!-- Written by `python -m tests.docs`; a test compares it with the code. -->"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"
