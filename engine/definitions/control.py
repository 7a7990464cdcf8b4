"""Document control: draft → review → reviewed → approved → effective → obsolete, each step by whom it belongs to.

Elaboró: the author submits. Revisó: somebody else passes it on. Aprobó: a third one makes it a version, with number,
description of the change and the date from which it is in force (`engine.definitions.signing` holds who may). Each act
is a link of a chain (`engine.definitions.trail`). A diagram with findings that refuse it gets no further than a draft.
What runs goes on with the version it started on.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, update

from engine import canonical_json
from engine.definitions import letters, queries, scenarios
from engine.definitions.commands import (
    LARGEST,
    Origin,
    highest_number,
    identity_of,
    next_number,
    put_version,
    set_status,
)
from engine.definitions.dates import tell_signers
from engine.definitions.drafts import Draft, DraftNotThere, DraftOfAnother, Heading, examine, required
from engine.definitions.impacts import require_for
from engine.definitions.inspection import Report
from engine.definitions.letters import Render
from engine.definitions.models import process_drafts
from engine.definitions.queries import Version
from engine.definitions.signing import (
    THREE,
    Signatures,
    SigningPolicy,
    require_not_author,
    require_not_reviewer,
    require_right,
    signatures_of,
)
from engine.definitions.statuses import OPEN, SUBMITTED, DraftStatus, VersionStatus
from engine.definitions.trail import Change, ChangeType, record, trail
from engine.definitions.turns import take_turn
from engine.errors import AlreadyDeployed, Conflict, DiagramRejected, Invalid, NotAllowed
from engine.identity.queries import Person, holders_of_right, person
from engine.identity.rights import OVER_VERSIONS, Right
from engine.identity.role_ids import ADMINISTRATOR, AUDITOR

READERS = frozenset({AUDITOR, ADMINISTRATOR})


class DraftOutdated(Conflict):
    """Another version came into force since the draft was submitted. Details: `process_id`, `base`, `number`."""

    code = "draft_outdated"


class SignedVersionLeftOut(Conflict):
    """A signed version waits for its date, and the draft neither starts from it nor says what of it is left out.

    Details: `process_id`, `number`.
    """

    code = "signed_version_left_out"


class RejectionReasonRequired(Invalid):
    """A draft is not rejected without saying why. Details: `process_id`."""

    code = "rejection_reason_required"


class ChangeNotDescribed(Invalid):
    """A version needs a description of what changed. Details: `process_id`."""

    code = "change_not_described"


class BadVersionNumber(Invalid):
    """The number is not greater than every number given before. Details: `number`, `highest`."""

    code = "bad_version_number"


def may_read(actor: Person, process_id: str) -> bool:
    """Whether `actor` may read drafts of a procedure: who writes or judges them, auditors and administrators."""
    return bool(actor.rights_over(process_id) & OVER_VERSIONS) or bool(actor.roles & READERS)


def require_reader(actor: Person, process_id: str) -> None:
    """Raises NotAllowed for who may not read drafts of a procedure."""
    if not may_read(actor, process_id):
        raise NotAllowed(actor=actor.id, roles=sorted(READERS))


def readable_draft(connection: Connection, process_id: str, actor: Person) -> Draft:
    """The open draft of a procedure, for who may read it: who may not learns not even whether there is one.

    Raises NotAllowed, NotFound (kind ``draft``).
    """
    require_reader(actor, process_id)
    return required(connection, process_id, *OPEN)


def steps(draft: Heading, signed: Signatures, actor: Person, policy: SigningPolicy = THREE) -> frozenset[str]:
    """What `actor` may do to an open draft now, of write, take_over, submit, discard, review, reject and approve.

    `signed` are the draft's signatures (`engine.definitions.signing.signatures_of`).
    """
    own, other, may = draft.author == actor.id, actor.id not in signed.authors, actor.rights_over(draft.process_id)
    reviewed_it = signed.reviewed is not None and signed.reviewed.person == actor.id
    can = {
        "write": own and draft.status is DraftStatus.DRAFT and Right.PREPARE in may,
        "take_over": not own and draft.status is DraftStatus.DRAFT and Right.PREPARE in may,
        "submit": own and draft.status is DraftStatus.DRAFT and Right.PREPARE in may,
        "discard": own or Right.CONTROL in may,
        "review": other and draft.status is DraftStatus.REVIEW and Right.REVIEW in may,
        "reject": other and draft.status in SUBMITTED and bool(may & {Right.REVIEW, Right.APPROVE}),
        "approve": other
        and draft.status is DraftStatus.REVIEWED
        and Right.APPROVE in may
        and not (reviewed_it and policy.signers >= 3),
    }
    return frozenset(step for step, allowed in can.items() if allowed)


def submit(
    connection: Connection,
    process_id: str,
    description: str = "",
    findings: Sequence[str] = (),
    *,
    leaves_out: str = "",
    render: Render = str,
    actor: str,
    at: datetime,
) -> Draft:
    """Submit the actor's draft for review (Elaboró); its content is fixed from now on.

    `description` says what changes, `findings` which findings of audits it answers; whoever approves may put it
    otherwise. `leaves_out` says what of a signed version that waits for its date the draft leaves out, where it does
    not start from it. Raises NotFound (kind ``draft``), DraftNotThere, DraftOfAnother, RightRequired, DiagramRejected,
    AlreadyDeployed, ImpactRequired and ImpactUnderWay unless it was tried on the instances, SignedVersionLeftOut.
    """
    take_turn(connection, process_id)
    require_right(connection, actor, process_id, Right.PREPARE)
    draft = required(connection, process_id, DraftStatus.DRAFT)
    if draft.author != actor:
        raise DraftOfAnother(process_id=process_id, author=draft.author)
    report = _require_sound(connection, draft)
    current = queries.in_force(connection).get(process_id)
    digest = _identity(report, process_id)
    if current is not None and digest == current.digest:
        raise AlreadyDeployed(process_id=process_id, number=current.number)
    require_for(connection, draft)
    waiting = {each.number for each in queries.signed(connection, process_id)}
    base = draft.base if draft.base in waiting else current.number if current is not None else 0
    left_out = _left_out(waiting, base, leaves_out, process_id)
    said = [each.strip() for each in findings if each.strip()]
    values = {"description": description.strip(), "answers": canonical_json.dumps(said)}
    _move(connection, draft, DraftStatus.REVIEW, base=base, leaves_out=leaves_out.strip() if left_out else "", **values)
    data = {"note": description.strip(), "answers": said, "base": base, "leaves_out": left_out}
    change = Change(process_id, ChangeType.DRAFT_SUBMITTED, actor, at, draft.id, digest=digest, data=data)
    _tell(connection, record(connection, change), _who(connection, Right.REVIEW, process_id), render)
    return required(connection, process_id, DraftStatus.REVIEW)


def review(connection: Connection, process_id: str, *, render: Render = str, actor: str, at: datetime) -> Draft:
    """Pass the draft on to approval (Revisó). Raises NotFound, DraftNotThere, RightRequired, OwnDraft."""
    take_turn(connection, process_id)
    draft = required(connection, process_id, DraftStatus.REVIEW)
    require_right(connection, actor, process_id, Right.REVIEW)
    require_not_author(signatures_of(connection, process_id, draft.id), process_id, actor)
    _move(connection, draft, DraftStatus.REVIEWED)
    digest = _identity(examine(connection, draft), process_id)
    change = Change(process_id, ChangeType.DRAFT_REVIEWED, actor, at, draft_id=draft.id, digest=digest)
    _tell(connection, record(connection, change), _who(connection, Right.APPROVE, process_id), render)
    return required(connection, process_id, DraftStatus.REVIEWED)


def reject(
    connection: Connection, process_id: str, reason: str, *, render: Render = str, actor: str, at: datetime
) -> Draft:
    """Return the draft to its author, with a reason; whoever may review or approve may.

    Raises NotFound, DraftNotThere, RightRequired, OwnDraft, RejectionReasonRequired.
    """
    take_turn(connection, process_id)
    draft = required(connection, process_id, *SUBMITTED)
    require_right(connection, actor, process_id, Right.REVIEW, Right.APPROVE)
    require_not_author(signatures_of(connection, process_id, draft.id), process_id, actor)
    if not reason.strip():
        raise RejectionReasonRequired(process_id=process_id)
    _move(connection, draft, DraftStatus.DRAFT)
    data = {"note": reason.strip()}
    change = Change(process_id, ChangeType.DRAFT_REJECTED, actor, at, draft_id=draft.id, data=data)
    _tell(connection, record(connection, change), [draft.author], render)
    return required(connection, process_id, DraftStatus.DRAFT)


def approve(
    connection: Connection,
    process_id: str,
    description: str = "",
    findings: Sequence[str] | None = None,
    *,
    number: int | None = None,
    effective_at: datetime | None = None,
    policy: SigningPolicy = THREE,
    render: Render = str,
    actor: str,
    at: datetime,
) -> Version:
    """Make the reviewed draft a version (Aprobó), in force from `effective_at`, which is now unless it is later.

    `description` and `findings` are the author's where they are not given. `number` is by default the next one; one may
    skip numbers, not go back. A signed version that waits and that the draft leaves out is withdrawn, with what its
    author said of that. Raises NotFound, DraftNotThere, RightRequired, OwnDraft, ReviewedByApprover,
    ChangeNotDescribed, BadVersionNumber, DraftOutdated, SignedVersionLeftOut, DiagramRejected, AlreadyDeployed.
    """
    take_turn(connection, process_id)
    draft = required(connection, process_id, DraftStatus.REVIEWED)
    require_right(connection, actor, process_id, Right.APPROVE)
    signed = signatures_of(connection, process_id, draft.id)
    require_not_author(signed, process_id, actor)
    require_not_reviewer(signed, process_id, actor, policy)
    said = description.strip() or draft.description
    if not said:
        raise ChangeNotDescribed(process_id=process_id)
    highest = highest_number(connection, process_id)
    if number is not None and not highest < number <= LARGEST:
        raise BadVersionNumber(number=number, highest=highest)
    left_out = _require_up_to_date(connection, draft)
    report = _require_sound(connection, draft, alone=True)
    process = next(process for process in report.processes() if process.id == process_id)
    _move(connection, draft, DraftStatus.APPROVED)
    for each in left_out:
        data = {"note": draft.leaves_out, "draft": draft.id}
        set_status(connection, each, VersionStatus.WITHDRAWN, data, actor=actor, at=at)
        tell_signers(connection, process_id, each.number, render)
    answers = draft.findings if findings is None else tuple(each.strip() for each in findings if each.strip())
    version = put_version(
        connection,
        report,
        process,
        said,
        number=number or next_number(connection, process_id, process),
        origin=Origin(draft.id, draft.base or None, policy.signers, answers),
        effective_at=effective_at,
        actor=actor,
        at=at,
    )
    if version is None:
        raise AlreadyDeployed(process_id=process_id, number=queries.in_force(connection)[process_id].number)
    scenarios.go_with(connection, draft.id, process_id, version.number)
    scenarios.end_walk(connection, draft.id)
    (approved,) = trail(connection, process_id, number=version.number, types=[ChangeType.VERSION_APPROVED])
    reviewer = [signed.reviewed.person] if signed.reviewed is not None else []
    letters.send(connection, approved, [*signed.authors, *reviewer], render)
    return version


def discard(connection: Connection, process_id: str, *, actor: str, at: datetime) -> None:
    """Discard a draft; its author may, and Control de Documentos. Its trail stays.

    Raises NotFound, DraftNotThere, DraftOfAnother.
    """
    take_turn(connection, process_id)
    draft = required(connection, process_id, *OPEN)
    if draft.author != actor and Right.CONTROL not in person(connection, actor).rights_over(process_id):
        raise DraftOfAnother(process_id=process_id, author=draft.author)
    _move(connection, draft, DraftStatus.DISCARDED)
    scenarios.end_walk(connection, draft.id)
    record(connection, Change(process_id, ChangeType.DRAFT_DISCARDED, actor, at, draft_id=draft.id))


def _who(connection: Connection, right: Right, process_id: str) -> list[str]:
    return [person.id for person in holders_of_right(connection, right, process_id)]


def _tell(connection: Connection, change: Change, whom: Sequence[str], render: Render) -> None:
    """The letter about an act on a draft; not to those who wrote it where it asks for a review or an approval."""
    judged = change.type in (ChangeType.DRAFT_SUBMITTED, ChangeType.DRAFT_REVIEWED)
    assert change.draft_id is not None
    authors = signatures_of(connection, change.process_id, change.draft_id).authors if judged else ()
    letters.send(connection, change, [id_ for id_ in whom if id_ not in authors], render)


def _left_out(waiting: set[int], base: int, leaves_out: str, process_id: str) -> list[int]:
    """The signed versions that wait and that a draft from `base` leaves out, where it says so."""
    left_out = sorted(number for number in waiting if number > base)
    if left_out and not leaves_out.strip():
        raise SignedVersionLeftOut(process_id=process_id, number=left_out[-1])
    return left_out


def _require_up_to_date(connection: Connection, draft: Draft) -> list[Version]:
    """The signed versions that wait and that the draft says it leaves out."""
    current = queries.in_force(connection).get(draft.process_id)
    waiting = queries.signed(connection, draft.process_id)
    if draft.base not in {current.number if current else 0, *(each.number for each in waiting)}:
        raise DraftOutdated(process_id=draft.process_id, base=draft.base, number=current.number if current else 0)
    left_out = _left_out({each.number for each in waiting}, draft.base, draft.leaves_out, draft.process_id)
    return [each for each in waiting if each.number in left_out]


def _require_sound(connection: Connection, draft: Draft, *, alone: bool = False) -> Report:
    report = examine(connection, draft, alone=alone)
    if not report.ok:
        raise DiagramRejected(report.findings, file=report.source.file)
    return report


def _identity(report: Report, process_id: str) -> str:
    return identity_of(report, next(process for process in report.processes() if process.id == process_id))


def _move(connection: Connection, draft: Draft, status: DraftStatus, **values: int | str) -> None:
    """Change the status, unless somebody else did so first. Raises DraftNotThere."""
    same = [process_drafts.c.status == draft.status, process_drafts.c.revision == draft.revision]
    moved = connection.execute(
        update(process_drafts).where(process_drafts.c.id == draft.id, *same).values(status=status, **values)
    )
    if moved.rowcount != 1:
        raise DraftNotThere(process_id=draft.process_id, status=draft.status)
