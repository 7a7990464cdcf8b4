"""What stands in the place of a value that its reader may not read."""

WITHHELD = "•••"
"""In the place of a confidential value."""
MASKED = "••••"
"""In the place of personal data of which not even a letter is shown."""


def is_withheld(value: object) -> bool:
    """Whether that stands in the place of a value."""
    return value in (WITHHELD, [WITHHELD])


def masked_text(text: str) -> str:
    """A text that tells of a person, so that who knows it recognises it: ``j•••@c•••.mx``, ``J••• P•••``."""
    name, at, host = text.strip().rpartition("@")
    if at and name and host:
        return f"{name[0]}•••@{host[0]}•••{'.' + host.rpartition('.')[2] if '.' in host else ''}"
    words = text.split()
    if not all(word[0].isalpha() for word in words) or len(words) > 6:  # a number, a date, or a whole text
        return MASKED
    return " ".join(f"{word[0]}•••" for word in words)
