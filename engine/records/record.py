"""The ledger of templates: who put which template in the place of another, and when the shipped one was taken again."""

from collections.abc import Iterable
from enum import StrEnum

from engine.history.entry_types import define
from engine.history.ledger import Entry

TEMPLATES = "templates"


class ChangeType(StrEnum):
    """What was done about a template."""

    PUT = "template_put"
    WITHDRAWN = "template_withdrawn"
    """The one that ships with Cauce is taken again; of a record that has none, nothing is made any more."""


define(TEMPLATES, ChangeType.PUT, ("process", "record", "format", "number", "name", "sha256"))
define(TEMPLATES, ChangeType.WITHDRAWN, ("process", "record", "format", "number"))


def subject_of(process_id: str, record: str, format_: str) -> str:
    """What an entry is about."""
    return f"{process_id}/{record}.{format_}"


def given(entries: Iterable[Entry]) -> dict[str, dict[str, object]]:
    """The rows of templates that entries give, by subject and number. Raises KeyError for an entry that lacks what its
    type has."""
    found: dict[str, dict[str, object]] = {}
    for entry in entries:
        says = entry.says
        row = {"name": says.get("name", ""), "sha256": says.get("sha256"), "put_by": entry.actor, "put_at": entry.at}
        found[f"{entry.subject} {says['number']}"] = row
    return found
