"""Checks the trail of document control: that no act was changed, removed or inserted, that versions and drafts stand
where their acts put them, and that whoever signed might."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Integer, Text, select, type_coerce

from engine import canonical_json
from engine.definitions.models import arrivals, process_drafts, process_versions
from engine.definitions.signing import draft_signatures
from engine.definitions.statuses import DraftStatus, VersionStatus
from engine.definitions.trail import Change, ChangeType, change_of, ledger_of
from engine.history import ledger, ledger_check
from engine.history.chain import GENESIS
from engine.history.ledger import Entry
from engine.history.problems import UNREADABLE, Kind, Problem
from engine.identity.past import PeoplePast
from engine.identity.record import PEOPLE
from engine.identity.rights import Right

BECOMES = {
    ChangeType.VERSION_APPROVED: VersionStatus.APPROVED,
    ChangeType.VERSION_TAKEN: VersionStatus.APPROVED,
    ChangeType.VERSION_EFFECTIVE: VersionStatus.EFFECTIVE,
    ChangeType.VERSION_OBSOLETE: VersionStatus.OBSOLETE,
    ChangeType.VERSION_WITHDRAWN: VersionStatus.WITHDRAWN,
    ChangeType.VERSION_DISPOSED: VersionStatus.DISPOSED,
}
"""The status that an act gives its version."""
DRAFT_BECOMES = {
    ChangeType.DRAFT_STARTED: DraftStatus.DRAFT,
    ChangeType.DRAFT_SUBMITTED: DraftStatus.REVIEW,
    ChangeType.DRAFT_REVIEWED: DraftStatus.REVIEWED,
    ChangeType.DRAFT_REJECTED: DraftStatus.DRAFT,
    ChangeType.DRAFT_DISCARDED: DraftStatus.DISCARDED,
    ChangeType.VERSION_APPROVED: DraftStatus.APPROVED,
}
"""The status that an act gives its draft."""

TOLD = {"effective_at": Text, "description": Text, "base": Integer, "signers": Integer, "answers": Text}
"""What a version says besides its content, as it is stored."""
SAYS: Mapping[ChangeType, Mapping[str, str]] = {
    ChangeType.VERSION_TAKEN: {"note": "description", "effective_at": "effective_at"},
    ChangeType.VERSION_APPROVED: {"note": "description"} | {name: name for name in TOLD if name != "description"},
    ChangeType.VERSION_RESCHEDULED: {"effective_at": "effective_at"},
}
"""Where an act says it: the key in what it says, and the column."""

NEEDS: Mapping[ChangeType, Right] = {
    ChangeType.DRAFT_STARTED: Right.PREPARE,
    ChangeType.DRAFT_SUBMITTED: Right.PREPARE,
    ChangeType.DRAFT_REVIEWED: Right.REVIEW,
    ChangeType.VERSION_APPROVED: Right.APPROVE,
    ChangeType.VERSION_RESCHEDULED: Right.APPROVE,
    ChangeType.VERSION_WITHDRAWN: Right.APPROVE,
    ChangeType.VERSION_HELD: Right.CONTROL,
    ChangeType.VERSION_RELEASED: Right.CONTROL,
    ChangeType.VERSION_DISPOSED: Right.CONTROL,
}
"""The right that an act takes."""
GONE = "—"


@dataclass(frozen=True, slots=True)
class TrailCheck:
    """A checked trail: how many acts it has, the hash of the last, and what is wrong.

    The `seq` of a problem is the number of an act; a version or a draft that no act supports is its `subject`.
    """

    process_id: str
    acts: int
    head: str
    problems: tuple[Problem, ...]


def check_trail(connection: Connection, process_id: str, people: PeoplePast | None = None) -> TrailCheck:
    """Check the trail of a process; `people` as they were, read here without. Never raises: what is wrong is told."""
    entries = ledger.read(connection, ledger_of(process_id))
    if people is None:
        people = PeoplePast(ledger_check.readable(ledger.read(connection, PEOPLE)))
    found = document_problems(connection, ledger_of(process_id), ledger_check.readable(entries), people)
    problems = tuple(ledger_check.with_others(entries, found))
    return TrailCheck(process_id, len(entries), entries[-1].hash if entries else GENESIS, problems)


def document_problems(
    connection: Connection, name: str, entries: Sequence[Entry], people: PeoplePast
) -> Iterator[Problem]:
    """Whoever signed and might not, then the versions and drafts that are not as the acts of a ledger say."""
    acts = list(_acts(entries))
    yield from _signed(acts, people)
    yield from _unsupported(connection, name.partition(":")[2], acts)


def trails(connection: Connection) -> set[str]:
    """The ledgers that there must be of the procedures of which there are versions or drafts."""
    found = set[str]()
    for table in (process_versions, process_drafts):
        found |= set(connection.execute(select(table.c.process_id).distinct()).scalars())
    return {ledger_of(process_id) for process_id in found}


def _acts(entries: Sequence[Entry]) -> Iterator[Change]:
    for entry in entries:
        try:
            yield change_of(entry)
        except UNREADABLE:  # written with care, and nonsense
            continue


def _signed(acts: Sequence[Change], people: PeoplePast) -> Iterator[Problem]:
    """Acts by people who had not the right to them then, and signatures under what one wrote or reviewed oneself."""
    for place, act in enumerate(acts):
        needed = NEEDS.get(act.type)
        if act.actor is None or needed is None:
            continue
        if not people.had_right(act.actor, act.at, needed, act.process_id):
            yield Problem(Kind.ACTOR_WITHOUT_RIGHT, act.seq, needed, act.actor)
        elif act.type in (ChangeType.DRAFT_REVIEWED, ChangeType.VERSION_APPROVED) and act.draft_id is not None:
            before = draft_signatures(acts[:place], act.draft_id)
            own = act.actor in before.authors
            reviewed = before.reviewed is not None and act.actor == before.reviewed.person
            if own or (act.type is ChangeType.VERSION_APPROVED and reviewed and act.data.get("signers") != 2):
                yield Problem(Kind.ACTOR_WITHOUT_RIGHT, act.seq, f"{needed}: another person", act.actor)


def _unsupported(connection: Connection, process_id: str, acts: Sequence[Change]) -> Iterator[Problem]:
    """Versions and drafts that are not as the acts say: the end of a trail cannot be cut off unnoticed either."""
    versions: dict[int, tuple[str, str | None]] = {}
    told: dict[int, dict[str, object]] = {}
    drafts: dict[int, str] = {}
    signed: dict[int | None, str | None] = {}
    for act in acts:
        if act.number is not None and act.type in BECOMES:
            versions[act.number] = BECOMES[act.type], act.digest
        if act.number is not None and act.type in SAYS:
            told.setdefault(act.number, {}).update(_said(act, SAYS[act.type]))
        if act.draft_id is not None and act.type in DRAFT_BECOMES:
            drafts[act.draft_id] = DRAFT_BECOMES[act.type]
        if act.type is ChangeType.DRAFT_SUBMITTED:
            signed[act.draft_id] = act.digest
        elif act.type in (ChangeType.DRAFT_REVIEWED, ChangeType.VERSION_APPROVED):
            first = signed.get(act.draft_id)
            if first != act.digest:  # a draft is fixed once it is submitted: whoever signs signs the same
                subject = f"draft {act.draft_id}" if act.number is None else f"version {act.number}"
                yield _changed(subject, _short(first), _short(act.digest))
    yield from _origins(connection, acts)
    made = (ChangeType.VERSION_APPROVED, ChangeType.VERSION_TAKEN)
    by = {act.number: act.actor for act in acts if act.number is not None and act.type in made}
    yield from _versions(connection, process_id, versions, told, by)
    begun = select(process_drafts.c.id, process_drafts.c.status).where(process_drafts.c.process_id == process_id)
    stored = {row.id: row.status for row in connection.execute(begun)}
    for id_ in sorted(stored.keys() | drafts.keys()):
        if drafts.get(id_) != stored.get(id_):
            yield _changed(f"draft {id_}", drafts.get(id_, GONE), stored.get(id_, GONE))


def _origins(connection: Connection, acts: Sequence[Change]) -> Iterator[Problem]:
    """Files from which drafts began that are not the ones that came."""
    for act in acts:
        said = act.data.get("original")
        if act.type is ChangeType.DRAFT_STARTED and isinstance(said, dict):
            query = select(arrivals.c.diagram).where(arrivals.c.draft_id == act.draft_id)
            kept = connection.execute(query).scalar_one_or_none()
            found = GONE if kept is None else hashlib.sha256(kept).hexdigest()
            if found != said.get("sha256"):
                yield _changed(f"original of draft {act.draft_id}", _short(str(said.get("sha256"))), _short(found))


def _versions(
    connection: Connection,
    process_id: str,
    given: Mapping[int, tuple[str, str | None]],
    told: Mapping[int, Mapping[str, object]],
    made_by: Mapping[int, str | None],
) -> Iterator[Problem]:
    """Versions whose status, content or metadata are not what the acts say."""
    columns: list[ColumnElement[object]] = [
        type_coerce(process_versions.c[name], each).label(name) for name, each in TOLD.items()
    ]
    said = process_versions.c.number, process_versions.c.status, process_versions.c.digest, process_versions.c.parts
    query = select(*said, process_versions.c.deployed_by, *columns).where(process_versions.c.process_id == process_id)
    there = set()
    for number, status, digest, parts, by, *found in connection.execute(query):
        there.add(number)
        name, expected = f"version {number}", given.get(number)
        if expected != (status, digest):
            wanted = GONE if expected is None else f"{expected[0]} {_short(expected[1])}"
            yield _changed(name, wanted, f"{status} {_short(digest)}")
        if number in made_by and made_by[number] != by:
            yield _changed(name, str(made_by[number]), str(by))
        whole = hashlib.sha256(str(parts).encode()).hexdigest()
        if whole != digest:  # the digests of its diagram and its forms, of which that of the version is made
            yield _changed(name, _short(digest), _short(whole))
        for column, value in zip(TOLD, found, strict=True):
            was = told.get(number, {})
            if column in was and was[column] != value:
                yield _changed(name, str(was[column]), str(value))
    for number in sorted(given.keys() - there):
        yield _changed(f"version {number}", f"{given[number][0]} {_short(given[number][1])}", GONE)


def _said(act: Change, names: Mapping[str, str]) -> dict[str, object]:
    """What an act says of its version, by column."""
    said = {column: act.data[name] for name, column in names.items() if name in act.data}
    if "answers" in said:
        said["answers"] = canonical_json.dumps(said["answers"])
    return said


def _changed(subject: str, expected: str, found: str) -> Problem:
    return Problem(Kind.VERSION_CHANGED, None, expected, found, subject)


def _short(hash_: str | None) -> str:
    return (hash_ or "")[:12] or GONE
