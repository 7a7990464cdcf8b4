"""Who may sign a version: Elaboró, Revisó and Aprobó are three people, whatever else they may do.

The rule looks at people and at the acts of the trail, never at roles: whoever wrote any of a draft (began it or took it
over) neither reviews nor approves it, and whoever reviewed it does not approve it. A company that has only two people
for this says so in a setting (`SigningPolicy.signers`); then whoever reviewed may approve as well, never the author,
and every version that is signed so says it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from engine.definitions.trail import Change, ChangeType, trail
from engine.errors import NotAllowed
from engine.identity.commands import hold
from engine.identity.queries import Person, person
from engine.identity.rights import Right


@dataclass(frozen=True, slots=True)
class SigningPolicy:
    """What the company decided about signatures: `signers` is how many different people sign a version, 3 or 2."""

    signers: int = 3


THREE = SigningPolicy()


class RightRequired(NotAllowed):
    """The actor holds none of the rights that this takes. Details: `actor`, `kind`: their ids, sorted, with «_»."""

    code = "right_required"


class OwnDraft(NotAllowed):
    """Nobody reviews or approves what they wrote. Details: `actor`, `process_id`."""

    code = "own_draft"


class ReviewedByApprover(NotAllowed):
    """Whoever reviewed a draft does not approve it: three people sign. Details: `actor`, `process_id`."""

    code = "reviewed_by_approver"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed and when."""

    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Signatures:
    """The signatures of a version: Elaboró, Revisó, Aprobó, as far as they were given; `authors` are all who wrote it.

    `signers` is how many different people had to sign (`SigningPolicy`); None for the first version of an empty
    installation, which nobody reviewed: `taken` says who put it in force.
    """

    authors: tuple[str, ...] = ()
    prepared: Signature | None = None
    reviewed: Signature | None = None
    approved: Signature | None = None
    taken: Signature | None = None
    signers: int | None = None


SIGNING = (
    ChangeType.DRAFT_STARTED,
    ChangeType.DRAFT_TAKEN_OVER,
    ChangeType.DRAFT_SUBMITTED,
    ChangeType.DRAFT_REVIEWED,
    ChangeType.DRAFT_REJECTED,
)
"""The acts that make or unmake a signature of a draft, or somebody its author."""


def draft_signatures(changes: Sequence[Change], draft_id: int) -> Signatures:
    """The signatures that a draft has now: those since it was last submitted."""
    authors: dict[str, None] = {}
    prepared = reviewed = None
    for each in changes:
        if each.draft_id != draft_id or each.actor is None:
            continue
        if each.type in (ChangeType.DRAFT_STARTED, ChangeType.DRAFT_TAKEN_OVER):
            authors[each.actor] = None
        elif each.type is ChangeType.DRAFT_SUBMITTED:
            prepared, reviewed = Signature(each.actor, each.at), None
        elif each.type is ChangeType.DRAFT_REVIEWED:
            reviewed = Signature(each.actor, each.at)
        elif each.type is ChangeType.DRAFT_REJECTED:
            prepared = reviewed = None
    return Signatures(tuple(authors), prepared, reviewed)


def version_signatures(changes: Sequence[Change], number: int) -> Signatures:
    """The signatures of a version, read from the trail of its process."""
    for place, each in enumerate(changes):
        if each.number != number or each.actor is None:
            continue
        if each.type is ChangeType.VERSION_TAKEN:
            return Signatures(taken=Signature(each.actor, each.at))
        if each.type is ChangeType.VERSION_APPROVED and each.draft_id is not None:
            before = draft_signatures(changes[:place], each.draft_id)
            signers = each.data.get("signers")
            approved = Signature(each.actor, each.at)
            counted = signers if isinstance(signers, int) else None
            return Signatures(before.authors, before.prepared, before.reviewed, approved, None, counted)
    return Signatures()


def require_right(connection: Connection, actor: str, process_id: str | None, *rights: Right) -> Person:
    """The actor, who holds one of `rights` over versions of a procedure; over all where `process_id` is None.

    Until this transaction ends nobody takes the right away: an act is not recorded behind the loss of it.
    Raises RightRequired, NotFound (kind ``person``).
    """
    hold(connection, actor)
    found = person(connection, actor)
    held = found.rights if process_id is None else found.rights_over(process_id)
    if not held & set(rights):
        raise RightRequired(actor=actor, kind="_".join(sorted(rights)))
    return found


def require_not_author(signed: Signatures, process_id: str, actor: str) -> None:
    """Raises OwnDraft for who wrote any of the draft."""
    if actor in signed.authors:
        raise OwnDraft(actor=actor, process_id=process_id)


def require_not_reviewer(signed: Signatures, process_id: str, actor: str, policy: SigningPolicy) -> None:
    """Raises ReviewedByApprover for who reviewed the draft, where three people sign."""
    if policy.signers >= 3 and signed.reviewed is not None and signed.reviewed.person == actor:
        raise ReviewedByApprover(actor=actor, process_id=process_id)


def signatures_of(connection: Connection, process_id: str, draft_id: int) -> Signatures:
    """The signatures that a draft has now."""
    return draft_signatures(trail(connection, process_id, draft_id=draft_id, types=SIGNING), draft_id)
