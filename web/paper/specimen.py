"""A record of nobody: what a template is tried with, each value said by its own label."""

from collections.abc import Sequence
from datetime import datetime

from bpmn.forms.kinds import Component, Container, DynamicList, Field
from engine.clock import to_text
from engine.db import Connection
from engine.history.statuses import InstanceStatus
from engine.instances.runtime import Runtime
from engine.records.kinds import RecordKind
from engine.setting_parts.company import Company
from web.paper.contents import Contents, Stamp, asked, framed, inside, labels
from web.texts.formatting import Presenter
from web.texts.statuses import INSTANCE_STATUSES


def specimen(
    connection: Connection, runtime: Runtime, kind: RecordKind, company: Company, presenter: Presenter, at: datetime
) -> Contents:
    """What a template of a record is filled with to be tried, by the versions in force, at a moment (UTC)."""
    gettext = presenter.gettext
    versions = runtime.library.versions_in_force(connection, kind.process_id)
    number = versions[kind.process_id].number
    process = runtime.library.process(connection, kind.process_id, number)
    names = {node.id: node.name or node.id for node in process.nodes}
    fields: dict[str, Component] = {}
    sections = []
    for name, version in versions.items():
        for activity in runtime.library.process(connection, name, version.number).activities():
            if activity.form is None:
                continue
            form = runtime.library.form(connection, name, version.number, activity.form)
            found = [(component, path) for component, path in asked(form.components, ())]
            for component, path in found:
                fields.setdefault(path[0], component)
            if name == kind.process_id and activity.id in kind.activities:
                fields_of = [_field(component) for component, _ in found]
                sections.append({"titulo": names[activity.id], "campos": fields_of})
    step, who, when = names[kind.activities[0]], gettext("Name of a person"), presenter.moment(at)
    status = gettext.render(INSTANCE_STATUSES[InstanceStatus.RUNNING])
    stamp = Stamp(1, True, 1, "0" * 64, who, step, at, status)
    return {
        **framed(kind, process, number, stamp, company, presenter),
        "folio": f"{process.document.folio_prefix or 'F'}-0000-0000",
        "momento": to_text(at),
        "valores": {},
        "datos": {name: _said(component) for name, component in fields.items()},
        "etiquetas": dict(labels(fields, "")),
        "versiones": [{"version": gettext("Version {number}", number=1), "paso": step, "quien": who, "cuando": when}],
        "secciones": sections,
    }


def _said(component: Component) -> object:
    if isinstance(component, Container):
        return [{name: _said(inner) for name, _, inner in inside(component)}]
    return f"«{component.label}»"


def _field(component: Component) -> dict[str, object]:
    rows: list[list[dict[str, str]]] = []
    if isinstance(component, DynamicList):
        within: Sequence[Component] = [each for _, _, each in inside(component) if isinstance(each, Field)]
        rows = [[{"etiqueta": each.label or "", "texto": f"«{each.label}»"} for each in within]]
    return {"etiqueta": component.label or "", "texto": "" if rows else f"«{component.label}»", "filas": rows}
