"""What is on the paper of a record, in words: what a template is filled with.

The names in it are Spanish, as those in addresses: people of the office write templates. The manual for owners lists
them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bpmn.forms.data import MISSING, at
from bpmn.forms.form import Form
from bpmn.forms.kinds import Component, Container, DynamicList, Field
from bpmn.hidden import is_withheld
from bpmn.model import Process
from engine.clock import from_text, to_text
from engine.history.chain import Event
from engine.instances.queries import Instance
from engine.records.kinds import RecordKind
from engine.records.left import LeftRecord, RecordVersion
from engine.setting_parts.company import Company
from web.texts.events import event_name
from web.texts.formatting import Presenter, Shown
from web.texts.statuses import INSTANCE_STATUSES
from web.texts.wording import Wording, title

Contents = dict[str, object]
NameOf = Callable[[Event], str]
"""Who did what an event says, as people call them."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a paper is made of: the instance with its wording, the forms of its steps by the step's id, and what its
    reader may read of its data right after the version's last step."""

    instance: Instance
    wording: Wording
    forms: Mapping[str, Form]
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where a version of a record comes from: its `number` and whether it is the `current` one; the `event` of the
    history that it ends with and its `digest`; `who` made it, in which `step`, when (`at`, UTC); the `status` of its
    instance, in words."""

    number: int
    current: bool
    event: int
    digest: str
    who: str
    step: str
    at: datetime
    status: str


def framed(
    kind: RecordKind, process: Process, number: int, stamp: Stamp, company: Company, presenter: Presenter
) -> Contents:
    """What stands on every paper around what was answered; `number` is that of the version of the procedure."""
    gettext = presenter.gettext
    return {
        "idioma": gettext.locale,
        "empresa": {"nombre": company.name or "", "telefono": company.telephone or "", "logo": ""},
        "procedimiento": {
            "nombre": title(process),
            "codigo": process.document.code or "",
            "version": number,
            "version_en_palabras": gettext("version {number}", number=number),
        },
        "registro": {
            "codigo": kind.code,
            "nombre": kind.name,
            "titulo": kind.title,
            "version": stamp.number,
            "version_en_palabras": gettext("Version {number}", number=stamp.number),
            "vigente": stamp.current,
            "evento": stamp.event,
            "huella": stamp.digest,
            "huella_en_palabras": gettext("Event {number} of the history, SHA-256", number=stamp.event),
            "pagina": gettext("Page"),
            "de": gettext("of"),
            "quien": stamp.who,
            "cuando": presenter.exact(stamp.at),
            "paso": stamp.step,
            "estado": stamp.status,
        },
        "palabras": _words_of(presenter),
    }


def contents(
    source: Source, record: LeftRecord, version: RecordVersion, company: Company, presenter: Presenter, name_of: NameOf
) -> Contents:
    """What the paper of a version says. Every value is a text, or a list of rows of such."""
    gettext, kind, wording = presenter.gettext, record.kind, source.wording
    stamp = Stamp(
        version.number,
        version.number == record.current.number,
        version.last.seq,
        version.last.hash,
        name_of(version.made),
        step_of(version.made, wording, presenter),
        from_text(version.made.at),
        _status(source, presenter),
    )
    number = source.instance.versions[kind.process_id]
    return {
        **framed(kind, wording.processes[kind.process_id], number, stamp, company, presenter),
        "folio": record.folio,
        "momento": to_text(from_text(version.last.at)),
        "valores": dict(source.data),
        "datos": _data(wording, source.data, presenter),
        "etiquetas": dict(labels(wording.fields, "")),
        "versiones": [
            {
                "version": gettext("Version {number}", number=each.number),
                "paso": step_of(each.made, wording, presenter),
                "quien": name_of(each.made),
                "cuando": presenter.moment(from_text(each.made.at)),
            }
            for each in record.versions[: version.number]
        ],
        "secciones": list(_sections(source, kind.activities, presenter)),
    }


def step_of(event: Event, wording: Wording, presenter: Presenter) -> str:
    """The step by which something came to be; what happened, where it was none."""
    return wording.step(event.element) or presenter.gettext.render(event_name(event.type))


def _words_of(presenter: Presenter) -> dict[str, str]:
    """What the parts of a paper are called that are no values."""
    gettext = presenter.gettext
    return {
        "folio": gettext("Folio"),
        "version": gettext("Version"),
        "fecha": gettext("Date"),
        "paso": gettext("Step"),
        "quien": gettext("Prepared by"),
        "estado": gettext("Status"),
        "versiones": gettext("Versions"),
    }


def _status(source: Source, presenter: Presenter) -> str:
    instance = source.instance
    if instance.end:
        return source.wording.step(instance.end)
    return presenter.gettext.render(INSTANCE_STATUSES[instance.status])


def _data(wording: Wording, data: Mapping[str, object], presenter: Presenter) -> dict[str, object]:
    return {name: _words(field, data.get(name), presenter) for name, field in wording.fields.items()}


def _words(component: Component, value: object, presenter: Presenter) -> object:
    """A value as a template takes it: rows of a list by the names of what they have, anything else as one text."""
    if value is MISSING or value is None:
        return [] if isinstance(component, DynamicList) else ""
    if isinstance(component, Container) and not is_withheld(value):
        rows = [value] if isinstance(value, Mapping) else value
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            return ""
        return [
            {name: _words(inner, at(row, path), presenter) for name, path, inner in inside(component)} for row in rows
        ]
    if isinstance(component, DynamicList):
        return []
    return _text(presenter.value(component, value))


def _text(shown: Shown) -> str:
    if shown.files:
        return "\n".join(str(file["name"]) for file in shown.files)
    return ", ".join(shown.lines) if len(shown.lines) > 1 else "".join(shown.lines)


def inside(container: Container) -> Iterator[tuple[str, tuple[str, ...], Component]]:
    """What a row of a list has: its name, the path to it, the field."""
    for component in container.components:
        if isinstance(component, Field | DynamicList):
            yield ".".join(component.path), component.path, component
        elif isinstance(component, Container):
            yield from inside(component)


def labels(fields: Mapping[str, Component], base: str) -> Iterator[tuple[str, str]]:
    """The label of each variable, and of what the rows of a list have as ``lista.campo``; `base` stands before."""
    for name, component in fields.items():
        yield base + name, component.label or name
        if isinstance(component, Container):
            yield from labels({inner: each for inner, _, each in inside(component)}, f"{base}{name}.")


def _sections(source: Source, activities: Sequence[str], presenter: Presenter) -> Iterator[dict[str, object]]:
    """What was answered in each of the steps, as far as anything was."""
    for element in activities:
        form = source.forms.get(element)
        if form is None:
            continue
        found = [
            presenter.value(component, value)
            for component, path in asked(form.components, ())
            if (value := at(source.data, path)) is not MISSING
        ]
        fields = [_field(shown) for shown in found if not shown.blank]
        if fields:
            yield {"titulo": source.wording.step(element), "campos": fields}


def asked(components: Sequence[Component], prefix: tuple[str, ...]) -> Iterator[tuple[Component, tuple[str, ...]]]:
    """The fields and lists of a form whose values are stored, with the path to each; `prefix` leads to the form."""
    for component in components:
        if isinstance(component, DynamicList) or (isinstance(component, Field) and component.stored):
            yield component, prefix + component.path
        elif isinstance(component, Container):
            yield from asked(component.components, prefix + component.path)


def _field(shown: Shown) -> dict[str, object]:
    rows = [[{"etiqueta": each.label, "texto": _text(each)} for each in row] for row in shown.rows]
    labels = {each["etiqueta"]: None for row in rows for each in row}
    even = [[{"etiqueta": name, "texto": _cell(row, name)} for name in labels] for row in rows]
    return {"etiqueta": shown.label, "texto": _text(shown), "filas": even}


def _cell(row: Sequence[Mapping[str, str]], name: str) -> str:
    return next((each["texto"] for each in row if each["etiqueta"] == name), "")
