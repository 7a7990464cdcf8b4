"""What the pages of document control send → what its commands take."""

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from werkzeug.datastructures import FileStorage, MultiDict

from bpmn.file_names import usable_name
from bpmn.repair.file import slug
from engine.db import Connection
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


Begin = Callable[[Connection], str]
"""Begins a draft; gives the id of its procedure."""


class TitleRequired(Invalid):
    """A new procedure without a title."""

    code = "procedure_title_required"


class LanesRequired(Invalid):
    """A new procedure in which nobody takes part."""

    code = "lanes_required"


class DiagramRequired(Invalid):
    """Files without a diagram among them."""

    code = "diagram_required"


class SeveralProcesses(Invalid):
    """A file of which nobody has said which of its processes is ours. Details: `count`."""

    code = "several_processes"


def heading(form: Mapping[str, str]) -> tuple[str, str, str]:
    """Title, code and prefix of the folios of a new procedure. Raises TitleRequired."""
    title, code, prefix = (" ".join(form.get(name, "").split()) for name in ("title", "code", "prefix"))
    if not title:
        raise TitleRequired
    return title, code, prefix


_PLACED = re.compile(r"(\d{1,3})[.)]?\s+(.+)")


def lanes(form: "MultiDict[str, str]", known: Mapping[str, str]) -> list[tuple[str, str]]:
    """Roles with their names, those that are there and new ones, one a line: in the order of the numbers that were
    written beside them, and those without one after these. Raises LanesRequired, NotANumber."""
    places = {id: place for id in known if (place := number(form.get(f"place-{id}", ""))) is not None}
    found = {id: known[id] for id in (*form.getlist("role"), *places) if id in known}
    for line in lines(form.get("roles", "")):
        placed = _PLACED.fullmatch(line)
        name = placed[2] if placed else line
        id = next((id for id, called in known.items() if slug(called) == slug(name)), slug(name))
        found.setdefault(id, known.get(id, name))
        if placed:
            places[id] = int(placed[1])
    if not found:
        raise LanesRequired
    return sorted(found.items(), key=lambda each: places.get(each[0], sys.maxsize))


def any_diagram(files: Iterable[FileStorage]) -> tuple[str, Upload]:
    """The diagram among the files, whatever its name ends in, with its name, and the forms. Raises DiagramRequired."""
    found, name = Upload(), ""
    for file in files:
        called = usable_name(file.filename) if file.filename else ""
        if form := _form_id(called):
            found.forms[form] = file.read()
        elif called:
            found.diagram, name = file.read(), called
    if found.diagram is None:
        raise DiagramRequired
    return name, found
