"""One side of a comparison: a process with its file and its forms, and the ways to look things up in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from bpmn.diff.artifacts import Artifact, read_artifacts
from bpmn.forms.form import Form
from bpmn.forms.schema.reader import read_form
from bpmn.model import Definitions, Process
from bpmn.reader import read
from bpmn.surroundings import Surroundings
from bpmn.xml import Node

MOST_FORMS_KEPT = 256


@dataclass(frozen=True)
class Edition(Surroundings):
    """What a version, a draft or a file says. `forms` holds those that can be read, by the name that activities give;
    `others` the bytes of those that no activity names or that cannot be read."""

    definitions: Definitions
    process: Process
    forms: Mapping[str, Form] = field(default_factory=dict)
    others: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    root: Node | None = field(default=None, repr=False, compare=False)

    @cached_property
    def artifacts(self) -> tuple[Artifact, ...]:
        """The notes, data and participants that are drawn beside the flow."""
        return read_artifacts(self.root) if self.root is not None else ()


def edition(diagram: bytes, forms: Mapping[str, bytes], process_id: str | None = None) -> Edition | None:
    """The edition that a diagram with its forms is; None where the file cannot be read or has no such process.

    Without `process_id`: its first process that has a flow.
    """
    reading = read(diagram)
    if reading.definitions is None:
        return None
    named = (each for each in reading.definitions.processes if each.id == process_id or (not process_id and each.nodes))
    process = next(named, None)
    if process is None:
        return None
    used = {each.form for each in process.activities() if each.form is not None and each.form in forms}
    known = {name: form for name in sorted(used) if (form := _form(forms[name])) is not None}
    others = {name: source for name, source in forms.items() if name not in known}
    return Edition(reading.definitions, process, known, others, reading.root)


@lru_cache(maxsize=MOST_FORMS_KEPT)
def _form(source: bytes) -> Form | None:
    return read_form(source).form
