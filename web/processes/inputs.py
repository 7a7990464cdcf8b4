"""What the pages of document control send → what its commands take."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from werkzeug.datastructures import FileStorage

from bpmn.file_names import usable_name
from engine.errors import Invalid


class BadEffectiveDate(Invalid):
    """What should be a date is none. Details: `value`."""

    code = "bad_effective_date"


class UnknownFile(Invalid):
    """A file that is neither a diagram nor a form, by its name. Details: `name`."""

    code = "unknown_file"


@dataclass
class Upload:
    """The diagram and the forms among the files sent; of several diagrams the last."""

    diagram: bytes | None = None
    forms: dict[str, bytes] = field(default_factory=dict)


def upload(files: Iterable[FileStorage]) -> Upload:
    """Sort what was sent. Raises UnknownFile."""
    found = Upload()
    for file in files:
        name = usable_name(file.filename) if file.filename else ""
        if name.endswith((".bpmn", ".bpmn.xml", ".bpmn20.xml")):
            found.diagram = file.read()
        elif form := _form_id(name):
            found.forms[form] = file.read()
        elif name:
            raise UnknownFile(name=name)
    return found


def _form_id(name: str) -> str:
    """The id of the form that a file of that name holds; "" where it holds none."""
    return name.removesuffix(".json").removesuffix(".form") if name.endswith((".form.json", ".form")) else ""


class NotANumber(Invalid):
    """What should be the number of a version is no whole number. Details: `value`."""

    code = "not_a_number"


def number(text: str) -> int | None:
    """The number of a version, None where nothing was written. Raises NotANumber."""
    try:
        return int(text) if text.strip() else None
    except ValueError as error:
        raise NotANumber(value=text[:40]) from error


def lines(text: str) -> list[str]:
    """The lines that say something, without the dashes and dots that a list may begin with."""
    return [line.strip(" \t-•·") for line in text.splitlines() if line.strip(" \t-•·")]


def start_of(text: str, zone: ZoneInfo) -> datetime | None:
    """The first moment of a date where people read it, None where none was written. Raises BadEffectiveDate."""
    if not text.strip():
        return None
    try:
        return datetime.combine(date.fromisoformat(text.strip()), time(), zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadEffectiveDate(value=text) from error
