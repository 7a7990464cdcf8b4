"""Texts in plain letters: what ids, keys and names of variables are made from."""

import re
import unicodedata


def plain(text: str) -> str:
    """The text in small ASCII letters, accents taken off; what has no such letter is left out."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def joined(text: str, sign: str = "_") -> str:
    """Its plain letters and digits, with `sign` for whatever stands between: ``¿Go / No Go?`` → ``go_no_go``. "" where
    nothing is left."""
    return re.sub(r"[^a-z0-9]+", sign, plain(text)).strip(sign)
