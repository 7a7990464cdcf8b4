"""A draft on its way: what it says, what is wrong with it, how it differs, who may do what with it now."""

from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.diff import Comparison, compare, edition
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

    `sheet` is what it says, None where it cannot be read. `comparison` is with the version in force, None where it
    cannot be made. `may`: see `engine.definitions.control`.
    """

    draft: Draft
    sheet: Sheet | None
    in_force: Sheet
    findings: tuple[Finding, ...]
    ok: bool
    comparison: Comparison | None
    trail: tuple[Change, ...]
    may: frozenset[str]
    next_number: int

    @property
    def rejection(self) -> Change | None:
        """Why it came back to its author, while it is there."""
        last = self.trail[-1] if self.trail else None
        return last if last is not None and last.type is ChangeType.DRAFT_REJECTED else None


def draft_view(connection: Connection, process_id: str, actor: Person) -> DraftView:
    """The open draft of a procedure. Raises NotFound (kind ``draft``), NotAllowed."""
    control.require_reader(connection, process_id, actor)
    draft = drafts.required(connection, process_id, *OPEN)
    current = queries.in_force(connection)[process_id]
    diagram, known = (
        queries.diagram(connection, process_id, current.number),
        queries.forms(connection, process_id, current.number),
    )
    before = process_of(diagram, process_id)
    assert before is not None
    after = process_of(draft.diagram, process_id)
    old, new = edition(diagram, known, process_id), edition(draft.diagram, draft.forms, process_id)
    report = drafts.examine(connection, draft)
    return DraftView(
        draft,
        _sheet(after, draft.forms) if after else None,
        _sheet(before, known),
        report.findings + (tuple(unstaffed(connection, after)) if after else ()),
        report.ok,
        compare(old, new) if old and new else None,
        tuple(each for each in trail(connection, process_id) if each.draft_id == draft.id),
        control.steps(draft, actor),
        next_number(connection, process_id),
    )


def _sheet(process: Process, forms: Mapping[str, bytes]) -> Sheet:
    return Sheet(process, rows(process, forms))
