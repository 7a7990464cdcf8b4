"""bytes of a ``*.form.json`` → `Form`, the schema of bpmn.io's form-js, with everything found on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from bpmn.findings import Finding, Severity
from bpmn.forms.form import Form
from bpmn.forms.kinds import KINDS, Component
from bpmn.forms.schema.json_lines import JsonError, load
from bpmn.forms.schema.properties import Properties
from bpmn.forms.schema.read_checks import read_checks
from bpmn.forms.schema.read_marks import read_marks
from bpmn.forms.schema.whole import check_form
from bpmn.messages import Message, lazy_gettext

MAX_BYTES = 1_000_000
"""Size of a form's file."""
MOST_BYTES_KEPT = 50_000
"""Size of a file whose reading is kept; a procedure's own forms have a tenth of it."""
MAX_COMPONENTS = 500
"""Components of a form."""
MAX_DEPTH = 8
"""How deep groups and lists may hold one another."""


@dataclass(frozen=True, slots=True)
class FormReading:
    """What came of reading a form: the form, unless a finding refuses it. `labels`: how people know the components, by
    what a finding calls them. `readable`: the form as far as it could be read, for whoever is writing it; it cannot be
    filled in while a finding refuses it."""

    form: Form | None
    findings: tuple[Finding, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    readable: Form | None = None


def read_form(data: bytes) -> FormReading:
    """Read a form. Never raises: whatever is wrong with the file is among the findings.

    The same bytes are read once, as long as not many others come between: one save in the editor asks for all the forms
    of a process. What is given is shared.
    """
    if len(data) > MAX_BYTES:
        return _refused("form_too_large", lazy_gettext("The form is larger than {limit} bytes.", limit=MAX_BYTES))
    return _read(data) if len(data) <= MOST_BYTES_KEPT else _read.__wrapped__(data)


@lru_cache(maxsize=128)
def _read(data: bytes) -> FormReading:
    try:
        raw, lines = load(data)
    except JsonError as error:
        return _refused("form_json", error.message, error.line)
    if not isinstance(raw, dict) or not isinstance(raw.get("components"), list) or raw.get("type") != "default":
        return _refused(
            "form_shape",
            lazy_gettext("This is no form: it must be an object of type “default” with a list of components."),
            1,
        )
    reader = _Reader(lines)
    form = reader.form(raw)
    findings = sorted(reader.findings + check_form(form), key=lambda finding: finding.line or 0)
    refused = any(finding.refuses for finding in findings)
    return FormReading(None if refused else form, tuple(findings), MappingProxyType(reader.labels), form)


def _refused(code: str, message: Message, line: int | None = None) -> FormReading:
    return FormReading(None, (Finding(code, Severity.ERROR, None, line, message),))


class _Reader:
    """Reads the components of one file."""

    def __init__(self, lines: dict[int, int]) -> None:
        self.lines = lines
        self.findings: list[Finding] = []
        self.read = 0
        self.labels: dict[str, str] = {}

    def note(self, code: str, raw: Any, message: Message) -> None:
        self.findings.append(Finding(code, Severity.ERROR, _element(raw), self.lines.get(id(raw)), message))

    def form(self, raw: dict[str, Any]) -> Form:
        if not isinstance(raw.get("id"), str) or not raw["id"]:
            self.note("form_id", raw, lazy_gettext("The form has no “id”; give it the id of its user task."))
        components = self.components(raw, MAX_DEPTH)
        checks = read_checks(Properties(raw, _element(raw), self.lines.get(id(raw)), self.findings), self.lines)
        return Form(id=str(raw.get("id") or ""), components=components, checks=checks, schema=raw)

    def components(self, raw: dict[str, Any], depth: int) -> tuple[Component, ...]:
        """The components in the object `raw`."""
        listed = raw.get("components", [])
        if not isinstance(listed, list):
            self.note("form_shape", raw, lazy_gettext("“components” must be a list."))
            return ()
        if depth == 0 and listed:
            self.note("form_too_deep", raw, lazy_gettext("Groups and lists are nested too deeply; take some out."))
            return ()
        read: list[Component] = []
        for item in listed:
            self.read += 1
            if self.read > MAX_COMPONENTS:
                self.note(
                    "form_too_large",
                    raw,
                    lazy_gettext("The form has more than {limit} components.", limit=MAX_COMPONENTS),
                )
                break
            component = self.component(item, depth)
            if component is not None:
                read.append(component)
        return tuple(read)

    def component(self, raw: Any, depth: int) -> Component | None:
        kind = raw.get("type") if isinstance(raw, dict) else None
        if not isinstance(kind, str):
            self.note("form_shape", raw, lazy_gettext("A component must be an object with a “type”."))
            return None
        line = self.lines.get(id(raw))
        properties = Properties(raw, _element(raw), line, self.findings)
        common: dict[str, Any] = {
            "id": properties.text("id") or f"{kind}_{self.read}",
            "type": kind,
            "label": _label(properties),
            "hide": properties.within("conditional").expression("hide"),
            "line": line,
            "checks": read_checks(properties, self.lines),
            **read_marks(properties),
        }
        if properties.element is not None and common["label"] != properties.element:
            self.labels.setdefault(properties.element, common["label"])
        make = KINDS.get(kind)
        if make is None:
            known = ", ".join(sorted(KINDS))
            self.note(
                "form_unknown_component",
                raw,
                lazy_gettext("“{kind}” is not a component we know; there are {known}.", kind=kind, known=known),
            )
            return None
        return make.read(properties, common, lambda: self.components(properties.raw, depth - 1))


def _element(raw: Any) -> str | None:
    """What a finding calls the component: its key, path or id."""
    names = (raw.get(name) for name in ("key", "path", "id")) if isinstance(raw, dict) else ()
    return next((name for name in names if isinstance(name, str) and name), None)


def _label(properties: Properties) -> str:
    """What people know the component by: its label, or those of a date and its time; else its key."""
    for name in ("label", "dateLabel", "timeLabel", "alt"):
        text = properties.raw.get(name)
        if isinstance(text, str) and text.strip() and not text.startswith("=") and "{{" not in text:
            return text.strip()
    return properties.element or ""
