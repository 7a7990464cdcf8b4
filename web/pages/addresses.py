"""Addresses that somebody sent: which of them name a page of ours. Whatever they hold, nothing is raised."""

from urllib.parse import urlsplit

from flask import request
from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1
"""The largest number of anything that is numbered: what a column of whole numbers holds on both databases."""


class Number(IntegerConverter):
    """``<int:…>`` in an address; one that nothing can have is an address that there is not, of any length."""

    regex = r"\d{1,10}"

    def __init__(self, map: object, *_given: object, **_named: object) -> None:
        super().__init__(map, max=LARGEST)  # type: ignore[arg-type]


def path_of_ours(address: str) -> str | None:
    """The path, with its query, of a page of this site that `address` names; None for anything else."""
    try:
        parts = urlsplit(address)
        if parts.netloc != request.host:
            return None
    except ValueError:  # no address at all, whoever says that it is one
        return None
    path = f"/{parts.path.lstrip('/')}"
    return f"{path}?{parts.query}" if parts.query else path
