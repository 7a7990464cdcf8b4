"""Document control: draft → review → reviewed → approved → effective → obsolete, each step by whom it belongs to.

Elaboró: the author submits. Revisó: document control reviews. Aprobó: the head of the company approves, with number,
description of the change and the date from which it is in force. Nobody reviews or approves their own draft. A diagram
with findings that refuse it gets no further than a draft. What runs goes on with the version it started on.
"""

from datetime import datetime

from sqlalchemy import Connection, update

from engine.definitions import queries
from engine.definitions.commands import identity_of, next_number, put_in_force, put_version, set_status
from engine.definitions.drafts import MAY_DRAFT, Draft, DraftNotThere, DraftOfAnother, examine, may_draft, required
from engine.definitions.inspection import Report
from engine.definitions.models import process_drafts
from engine.definitions.queries import Version
from engine.definitions.trail import Change, ChangeType, record
from engine.errors import AlreadyDeployed, Conflict, DiagramRejected, Invalid, NotAllowed
from engine.identity.queries import Person, person
from engine.identity.role_ids import ADMINISTRATOR, AUDITOR, DOCUMENT_CONTROL, GENERAL_MANAGEMENT

MAY_REVIEW = frozenset({DOCUMENT_CONTROL})
MAY_APPROVE = frozenset({GENERAL_MANAGEMENT, ADMINISTRATOR})


class OwnDraft(NotAllowed):
    """Nobody reviews or approves what they wrote. Details: `actor`, `process_id`."""

    code = "own_draft"


class DraftOutdated(Conflict):
    """Another version came into force since the draft was submitted. Details: `process_id`, `base`, `number`."""

    code = "draft_outdated"


class RejectionReasonRequired(Invalid):
    """A draft is not rejected without saying why. Details: `process_id`."""

    code = "rejection_reason_required"


class ChangeNotDescribed(Invalid):
    """A version needs a description of what changed. Details: `process_id`."""

    code = "change_not_described"


class BadVersionNumber(Invalid):
    """The number is not greater than every number given before. Details: `number`, `highest`."""

    code = "bad_version_number"


MAY_READ = MAY_DRAFT | MAY_REVIEW | MAY_APPROVE | {AUDITOR}


def may_read(connection: Connection, actor: Person, process_id: str) -> bool:
    """Whether `actor` may read drafts: those who write or judge them, and auditors."""
    return bool(actor.roles & MAY_READ) or may_draft(connection, actor, process_id)


def require_reader(connection: Connection, process_id: str, actor: Person) -> None:
    """Raises NotAllowed for who may not read drafts."""
    if not may_read(connection, actor, process_id):
        raise NotAllowed(actor=actor.id, roles=sorted(MAY_READ))


def steps(draft: Draft, actor: Person) -> frozenset[str]:
    """What `actor` may do to an open draft now, of write, submit, discard, review, reject and approve."""
    own = draft.author == actor.id
    rights = {
        "write": own and draft.status == "draft",
        "submit": own and draft.status == "draft",
        "discard": own or bool(actor.roles & MAY_DRAFT),
        "review": not own and draft.status == "review" and bool(actor.roles & MAY_REVIEW),
        "reject": not own and draft.status != "draft" and bool(actor.roles & (MAY_REVIEW | MAY_APPROVE)),
        "approve": not own and draft.status == "reviewed" and bool(actor.roles & MAY_APPROVE),
    }
    return frozenset(step for step, may in rights.items() if may)


def submit(connection: Connection, process_id: str, *, actor: str, at: datetime) -> Draft:
    """Submit the actor's draft for review (Elaboró); its content is fixed from now on.

    Raises NotFound (kind ``draft``), DraftNotThere, DraftOfAnother, DiagramRejected, AlreadyDeployed.
    """
    draft = required(connection, process_id, "draft")
    if draft.author != actor:
        raise DraftOfAnother(process_id=process_id, author=draft.author)
    report = _require_sound(connection, draft)
    current = queries.in_force(connection)[process_id]
    digest = _identity(report, process_id)
    if digest == current.digest:
        raise AlreadyDeployed(process_id=process_id, number=current.number)
    _move(connection, draft, "review", base=current.number)
    record(connection, Change(process_id, ChangeType.DRAFT_SUBMITTED, actor, at, draft_id=draft.id, digest=digest))
    return required(connection, process_id, "review")


def review(connection: Connection, process_id: str, *, actor: str, at: datetime) -> Draft:
    """Pass the draft on to approval (Revisó). Raises NotFound, DraftNotThere, NotAllowed, OwnDraft."""
    draft = required(connection, process_id, "review")
    _require_other(connection, draft, actor, MAY_REVIEW)
    _move(connection, draft, "reviewed")
    digest = _identity(examine(connection, draft), process_id)
    record(connection, Change(process_id, ChangeType.DRAFT_REVIEWED, actor, at, draft_id=draft.id, digest=digest))
    return required(connection, process_id, "reviewed")


def reject(connection: Connection, process_id: str, reason: str, *, actor: str, at: datetime) -> Draft:
    """Give the draft back to its author, with a reason; whoever may review or approve it may.

    Raises NotFound, DraftNotThere, NotAllowed, OwnDraft, RejectionReasonRequired.
    """
    draft = required(connection, process_id, "review", "reviewed")
    _require_other(connection, draft, actor, MAY_REVIEW | MAY_APPROVE)
    if not reason.strip():
        raise RejectionReasonRequired(process_id=process_id)
    _move(connection, draft, "draft")
    record(connection, Change(process_id, ChangeType.DRAFT_REJECTED, actor, at, draft_id=draft.id, note=reason.strip()))
    return required(connection, process_id, "draft")


def approve(
    connection: Connection,
    process_id: str,
    description: str,
    *,
    number: int | None = None,
    effective_at: datetime | None = None,
    actor: str,
    at: datetime,
) -> Version:
    """Make the reviewed draft a version (Aprobó), in force from `effective_at`, which is now unless it is later.

    `number` is by default the next one; one may skip numbers, not go back. Raises NotFound, DraftNotThere, NotAllowed,
    OwnDraft, ChangeNotDescribed, BadVersionNumber, DraftOutdated, DiagramRejected, AlreadyDeployed.
    """
    draft = required(connection, process_id, "reviewed")
    _require_other(connection, draft, actor, MAY_APPROVE)
    if not description.strip():
        raise ChangeNotDescribed(process_id=process_id)
    current = queries.in_force(connection)[process_id]
    highest = next_number(connection, process_id) - 1
    if number is not None and not highest < number <= 1_000_000:
        raise BadVersionNumber(number=number, highest=highest)
    if current.number != draft.base:
        raise DraftOutdated(process_id=process_id, base=draft.base, number=current.number)
    report = _require_sound(connection, draft)
    _move(connection, draft, "approved")
    version = put_version(
        connection,
        report,
        next(process for process in report.processes() if process.id == process_id),
        description.strip(),
        number=number,
        effective_at=effective_at,
        draft_id=draft.id,
        actor=actor,
        at=at,
    )
    if version is None:
        raise AlreadyDeployed(process_id=process_id, number=current.number)
    return version


def discard(connection: Connection, process_id: str, *, actor: str, at: datetime) -> None:
    """Discard a draft; its author may, and document control. Its trail stays.

    Raises NotFound, DraftNotThere, DraftOfAnother.
    """
    draft = required(connection, process_id, "draft", "review", "reviewed")
    if draft.author != actor and not person(connection, actor).roles & MAY_DRAFT:
        raise DraftOfAnother(process_id=process_id, author=draft.author)
    _move(connection, draft, "discarded")
    record(connection, Change(process_id, ChangeType.DRAFT_DISCARDED, actor, at, draft_id=draft.id))


def take_effect(connection: Connection, *, at: datetime) -> int:
    """Put in force the approved versions whose date has come; how many did. One that a later number overtook does not.

    A worker does this every minute (`engine.jobs.catalogue`).
    """
    done = 0
    for version in sorted(queries.approved(connection, at), key=lambda each: each.number):
        before = queries.in_force(connection).get(version.process_id)
        if before is not None and before.number > version.number:
            set_status(connection, version, "obsolete", actor=None, at=at)
        else:
            put_in_force(connection, version, actor=None, at=at)
            done += 1
    return done


def _require_sound(connection: Connection, draft: Draft) -> Report:
    report = examine(connection, draft)
    if not report.ok:
        raise DiagramRejected(report.findings, file=report.source.file)
    return report


def _identity(report: Report, process_id: str) -> str:
    return identity_of(report, next(process for process in report.processes() if process.id == process_id))


def _require_other(connection: Connection, draft: Draft, actor: str, roles: frozenset[str]) -> None:
    if not person(connection, actor).roles & roles:
        raise NotAllowed(actor=actor, roles=sorted(roles))
    if draft.author == actor:
        raise OwnDraft(actor=actor, process_id=draft.process_id)


def _move(connection: Connection, draft: Draft, status: str, **values: int) -> None:
    """Change the status, unless somebody else did so first. Raises DraftNotThere."""
    same = [process_drafts.c.status == draft.status, process_drafts.c.revision == draft.revision]
    moved = connection.execute(
        update(process_drafts).where(process_drafts.c.id == draft.id, *same).values(status=status, **values)
    )
    if moved.rowcount != 1:
        raise DraftNotThere(process_id=draft.process_id, status=draft.status)
