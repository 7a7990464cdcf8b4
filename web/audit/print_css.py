"""What every sheet of a printed history says at its foot: the folio, the version and the hash of the last event.

It is a style sheet of its own for each history: margin boxes of a page take their text from nowhere else, and the
site's policy allows no styles inside a page.
"""


def foot(*parts: str) -> str:
    """The style sheet that prints `parts` at the foot of every sheet, beside the number of the page."""
    text = " · ".join(parts)
    return f"@page {{ @bottom-left {{ content: {quoted(text)}; font: 7pt system-ui, sans-serif; }} }}\n"


def quoted(text: str) -> str:
    """A text as a CSS string (css-syntax-3, 4.3.5): whatever is not plain is written by its number."""
    return '"' + "".join(char if char.isalnum() or char in " .,:·-" else f"\\{ord(char):x} " for char in text) + '"'
