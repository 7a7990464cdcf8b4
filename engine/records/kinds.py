"""The kinds of records that a diagram names (`cauce:record`): which activities leave and change each. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bpmn.forms.form import Form
from bpmn.model import Activity, Process, Record
from bpmn.plain_letters import joined

LONGEST_KEY = 80


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A record that a procedure leaves. `key` names it in addresses and templates; `activities` are the ids of those
    whose column «Registro» has it, in the order of the diagram.

    `writes` are the variables of the form by which it begins, the first one's: who completes one of the activities and
    writes any of them makes another version of the record. Empty where none of them has a form: nothing is kept of it
    that could be written on paper.
    """

    key: str
    process_id: str
    code: str
    name: str
    activities: tuple[str, ...]
    writes: frozenset[str]

    @property
    def title(self) -> str:
        """Code and name, as people call it."""
        return f"{self.code} {self.name}".strip()


def key_of(record: Record) -> str:
    """What a record is known by: its code, or its name where it has none, in plain letters."""
    return joined(record.code or record.name, "-")[:LONGEST_KEY] or "registro"


def record_kinds(process: Process, forms: Mapping[str, Form]) -> tuple[RecordKind, ...]:
    """The records of a procedure in the order of its diagram; `forms` are those of its version, by name."""
    found: dict[str, list[str]] = {}
    named: dict[str, Record] = {}
    activities = {activity.id: activity for activity in process.activities()}
    for activity in activities.values():
        for record in activity.records:
            key = key_of(record)
            named.setdefault(key, record)
            found.setdefault(key, []).append(activity.id)
    return tuple(
        RecordKind(key, process.id, named[key].code or "", named[key].name, tuple(ids), _writes(ids, activities, forms))
        for key, ids in found.items()
    )


def _writes(ids: Iterable[str], activities: Mapping[str, Activity], forms: Mapping[str, Form]) -> frozenset[str]:
    for each in ids:
        name = activities[each].form
        if name is not None and name in forms:
            return forms[name].keys
    return frozenset()
