"""A draft on its way: what it says, what is wrong with it, how it differs, who may do what with it now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bpmn.diff import Comparison, compare, edition
from bpmn.findings import Finding
from bpmn.model import Process
from engine.db import Connection
from engine.definitions import arrivals, comments, control, copies, drafts, queries
from engine.definitions.arrivals import Arrival
from engine.definitions.commands import next_number
from engine.definitions.comments import Comment
from engine.definitions.copies import Copy
from engine.definitions.drafts import Draft
from engine.definitions.queries import Version
from engine.definitions.signing import Signatures, SigningPolicy, draft_signatures
from engine.definitions.staffing import unstaffed
from engine.definitions.trail import Change, ChangeType, trail
from engine.identity.queries import Person
from engine.impact.kept import Standing, standing
from engine.trials.keeping import checked
from web.paper.procedure import Sheet, process_of, rows
from web.processes.answering import audited
from web.processes.scenario_texts import findings_of
from web.site import site


@dataclass(frozen=True)
class DraftView:
    """The open draft of a procedure as `actor` sees it.

    `sheet` is what it says, None where it cannot be read. `in_force` is what the version says that it is laid beside,
    None for a procedure that has none yet; `comparison` is with that version, None where it cannot be made. `may`: see
    `engine.definitions.control`; `signed` are the signatures that it has, `waiting` the signed versions that wait for
    their date and that it does not start from; `withdrawn` is the act that withdrew the version from which it began, if
    one did, and `beside` the number of the version that it is laid beside, 0 for none; `elements` are those that one
    may comment on, with their names; `copies` what of the actor's could not be saved; `impact` how
    trying it on the instances stands, None where nobody asked; `original` the file from which it began, if it did.
    """

    draft: Draft
    sheet: Sheet | None
    in_force: Sheet | None
    findings: tuple[Finding, ...]
    ok: bool
    comparison: Comparison | None
    trail: tuple[Change, ...]
    may: frozenset[str]
    signed: Signatures
    waiting: tuple[Version, ...]
    withdrawn: Change | None
    beside: int
    comments: tuple[Comment, ...]
    elements: Mapping[str, str]
    copies: tuple[Copy, ...]
    next_number: int
    impact: Standing | None
    original: Arrival | None

    @property
    def title(self) -> str:
        """What the procedure is called."""
        sheet = self.in_force or self.sheet
        return sheet.title if sheet is not None else self.draft.process_id

    @property
    def rejection(self) -> Change | None:
        """Why it came back to its author, while it is there."""
        decided = ChangeType.DRAFT_SUBMITTED, ChangeType.DRAFT_REJECTED
        last = next((each for each in reversed(self.trail) if each.type in decided), None)
        return last if last is not None and last.type is ChangeType.DRAFT_REJECTED else None


def draft_view(connection: Connection, process_id: str, actor: Person, policy: SigningPolicy) -> DraftView:
    """The open draft of a procedure. Raises NotFound (kind ``draft``), NotAllowed."""
    draft = control.readable_draft(connection, process_id, actor)
    acts = trail(connection, process_id, draft_id=draft.id)
    signed = draft_signatures(acts, draft.id)
    waiting = tuple(each for each in queries.signed(connection, process_id) if each.number > draft.base)
    withdrawn = _withdrawn(connection, acts)
    beside = draft.base
    if withdrawn is not None and withdrawn.number == draft.base:  # what that changed is no part of what is in force
        current = queries.in_force(connection).get(process_id)
        beside = current.number if current is not None else 0
    diagram, known = _base(connection, process_id, beside)
    before = process_of(diagram, process_id)
    after = process_of(draft.diagram, process_id)
    old = edition(diagram, known, process_id) if before else None
    new = edition(draft.diagram, draft.forms, process_id)
    report = drafts.examine(connection, draft)
    scenarios = findings_of(checked(connection, draft, site().runtime.calendar)) if report.ok else []
    return DraftView(
        draft,
        _sheet(after, draft.forms) if after else None,
        _sheet(before, known) if before else None,
        (
            *report.findings,
            *(unstaffed(connection, after) if after else ()),
            *scenarios,
            *audited(connection, process_id),
        ),
        report.ok,
        compare(old, new) if old and new else None,
        tuple(acts),
        control.steps(draft, signed, actor, policy),
        signed,
        waiting,
        withdrawn,
        beside,
        tuple(comments.comments(acts, draft.id)),
        comments.names(draft),
        tuple(copies.copies(connection, draft.id, actor.id)),
        next_number(connection, process_id, after),
        standing(connection, draft),
        arrivals.original(connection, draft.id),
    )


def _withdrawn(connection: Connection, acts: Sequence[Change]) -> Change | None:
    """The act that withdrew the version from which a draft began: what that changed is in the draft all the same."""
    for each in acts:
        base = each.data.get("base")
        if each.type is ChangeType.DRAFT_STARTED and isinstance(base, int):
            gone = trail(connection, each.process_id, number=base, types=[ChangeType.VERSION_WITHDRAWN])
            return gone[0] if gone else None
    return None


def _base(connection: Connection, process_id: str, number: int) -> tuple[bytes, dict[str, bytes]]:
    """The diagram and the forms of the version that a draft is laid beside; nothing where there is none."""
    if not number:
        return b"", {}
    return queries.diagram(connection, process_id, number), queries.forms(connection, process_id, number)


def _sheet(process: Process, forms: Mapping[str, bytes]) -> Sheet:
    return Sheet(process, rows(process, forms))


def compared(draft: Draft, copy: Copy) -> Comparison | None:
    """How a copy differs from what the draft says now; None where one of them cannot be read."""
    before = edition(draft.diagram, draft.forms, draft.process_id)
    after = edition(copy.diagram or draft.diagram, {**draft.forms, **copy.forms}, draft.process_id)
    return compare(before, after) if before and after else None
