"""A draft on its way: what it says, what is wrong with it, how it differs, who may do what with it now."""

from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.diff import Difference, differences
from bpmn.findings import Finding
from bpmn.model import Process
from engine.db import Connection
from engine.definitions import control, drafts, queries
from engine.definitions.commands import next_number
from engine.definitions.drafts import OPEN, Draft
from engine.definitions.staffing import unstaffed
from engine.definitions.trail import Change, ChangeType, trail
from engine.identity.queries import Person
from web.processes.document import Sheet, process_of, rows


@dataclass(frozen=True)
class DraftView:
    """The open draft of a procedure as `actor` sees it.

    `sheet` is what it says, None where it cannot be read. `differences` are those from the version in force, None where
    they cannot be told; `forms` the forms that are new or say something else. `may`: see `engine.definitions.control`.
    """

    draft: Draft
    sheet: Sheet | None
    in_force: Sheet
    findings: tuple[Finding, ...]
    ok: bool
    differences: tuple[Difference, ...] | None
    forms: tuple[str, ...]
    trail: tuple[Change, ...]
    may: frozenset[str]
    next_number: int

    @property
    def rejection(self) -> Change | None:
        """Why it came back to its author, while it is there."""
        last = self.trail[-1] if self.trail else None
        return last if last is not None and last.type is ChangeType.DRAFT_REJECTED else None

    @property
    def redrawn(self) -> bool:
        """Whether it says what the version in force says, at most drawn otherwise."""
        return self.differences == () and not self.forms


def draft_view(connection: Connection, process_id: str, actor: Person) -> DraftView:
    """The open draft of a procedure. Raises NotFound (kind ``draft``), NotAllowed."""
    control.require_reader(connection, process_id, actor)
    draft = drafts.required(connection, process_id, *OPEN)
    current = queries.in_force(connection)[process_id]
    before = process_of(queries.diagram(connection, process_id, current.number), process_id)
    assert before is not None
    after = process_of(draft.diagram, process_id)
    report = drafts.examine(connection, draft)
    known = queries.forms(connection, process_id, current.number)
    return DraftView(
        draft,
        _sheet(after, draft.forms) if after else None,
        _sheet(before, known),
        report.findings + (tuple(unstaffed(connection, after)) if after else ()),
        report.ok,
        differences(before, after) if after else None,
        tuple(name for name, source in draft.forms.items() if known.get(name) != source),
        tuple(each for each in trail(connection, process_id) if each.draft_id == draft.id),
        control.steps(draft, actor),
        next_number(connection, process_id),
    )


def _sheet(process: Process, forms: Mapping[str, bytes]) -> Sheet:
    return Sheet(process, rows(process, forms))
