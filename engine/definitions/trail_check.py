"""Checks the trail of document control: that no act was changed, removed or inserted, and that versions and drafts
stand where their acts put them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Integer, Text, select, type_coerce

from engine import canonical_json
from engine.clock import from_text
from engine.db import AnyRow
from engine.definitions.models import document_control, process_drafts, process_versions
from engine.definitions.statuses import DraftStatus, VersionStatus
from engine.definitions.trail import GENESIS, Change, ChangeType, hash_of

Fault = Literal["changed", "removed", "inserted", "unsupported"]

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
"""Where an act says it: the key in its data, and the column."""


@dataclass(frozen=True, slots=True)
class TrailFault:
    """What is wrong with a trail, and where.

    `seq` is the number of the act that was ``changed`` or ``inserted``, or the first of those ``removed``; None for a
    version or a draft whose state no act supports (``unsupported``), which `subject` names. `expected` and `found` are
    short texts.
    """

    fault: Fault
    seq: int | None
    expected: str
    found: str
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class TrailCheck:
    """A checked trail: how many acts it has, the hash of the last, and what is wrong."""

    process_id: str
    acts: int
    head: str
    faults: tuple[TrailFault, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """An act as it is stored; `change` is what it says, None where that cannot be read."""

    seq: int
    prev_hash: str
    hash: str
    change: Change | None

    def is_true_at(self, seq: int) -> bool:
        """Whether its content gives its hash, as number `seq` of its trail."""
        return self.change is not None and hash_of(replace(self.change, seq=seq)) == self.hash


def check_trail(connection: Connection, process_id: str) -> TrailCheck:
    """Check the trail of a process. Never raises: whatever is wrong is a fault."""
    query = select(document_control).where(document_control.c.process_id == process_id)
    rows: Sequence[AnyRow] = connection.execute(query.order_by(document_control.c.seq)).all()
    acts = [Act(row.seq, row.prev_hash, row.hash, _change(row)) for row in rows]
    faults = (*chain_faults(acts), *_unsupported(connection, process_id, rows))
    return TrailCheck(process_id, len(acts), acts[-1].hash if acts else GENESIS, faults)


def chain_faults(acts: Sequence[Act]) -> Iterator[TrailFault]:
    """The breaks of a chain, each named by the act that makes it, as it is numbered now.

    The chain is followed by its hashes. An act that is none of its links was inserted, also where those behind it were
    numbered anew; a gap was removed; what does not give its own hash was changed.
    """
    behind: dict[str, list[int]] = {}
    for place, act in enumerate(acts):
        behind.setdefault(act.prev_hash, []).append(place)
    previous, seq, place = GENESIS, 0, 0
    while place < len(acts):
        next_ = [at for at in behind.get(previous, ()) if at >= place and acts[at].is_true_at(seq + 1)]
        if next_:  # of two that both follow, the one that others follow was there first
            chosen = next((at for at in next_ if acts[at].hash in behind), next_[0])
            for each in acts[place:chosen]:
                yield TrailFault("inserted", each.seq, _short(previous), _short(each.prev_hash))
            previous, seq, place = acts[chosen].hash, seq + 1, chosen + 1
            continue
        act = acts[place]
        true_seq = next((n for n in (act.seq, *range(seq + 1, seq + len(acts) + 1)) if act.is_true_at(n)), None)
        if true_seq is None:
            expected = "—" if act.change is None else hash_of(replace(act.change, seq=seq + 1))
            yield TrailFault("changed", act.seq, _short(act.hash), _short(expected))
            true_seq = max(act.seq, seq + 1)
            if act.seq > seq + 1:
                yield TrailFault("removed", seq + 1, _short(act.prev_hash), _short(previous))
        elif true_seq > seq + 1:
            yield TrailFault("removed", seq + 1, _short(act.prev_hash), _short(previous))
        else:  # it is what it was, and what stands before it is not: that was written anew with its hash
            yield TrailFault(
                "changed", acts[place - 1].seq if place else act.seq, _short(act.prev_hash), _short(previous)
            )
        previous, seq, place = act.hash, true_seq, place + 1


def _change(row: AnyRow) -> Change | None:
    try:
        data = canonical_json.loads(row.data)
        if not isinstance(data, dict) or canonical_json.dumps(data) != row.data:
            return None
        about = row.draft_id, row.number, row.digest, data
        at = from_text(row.at)
        return Change(row.process_id, ChangeType(row.type), row.actor, at, *about, row.seq, row.prev_hash)
    except ValueError:  # a type, a moment or JSON that `record` never wrote
        return None


def _unsupported(connection: Connection, process_id: str, rows: Sequence[AnyRow]) -> Iterator[TrailFault]:
    """Versions and drafts that are not as the acts say: the end of a trail cannot be cut off unnoticed either."""
    versions: dict[int, tuple[str, str | None]] = {}
    told: dict[int, dict[str, object]] = {}
    drafts: dict[int, str] = {}
    signed: dict[int | None, str | None] = {}
    for row in rows:
        if row.type not in set(ChangeType):
            continue
        type_ = ChangeType(row.type)
        if row.number is not None and type_ in BECOMES:
            versions[row.number] = BECOMES[type_], row.digest
        if row.number is not None and type_ in SAYS:
            told.setdefault(row.number, {}).update(_said(row, SAYS[type_]))
        if row.draft_id is not None and type_ in DRAFT_BECOMES:
            drafts[row.draft_id] = DRAFT_BECOMES[type_]
        if type_ is ChangeType.DRAFT_SUBMITTED:
            signed[row.draft_id] = row.digest
        elif type_ in (ChangeType.DRAFT_REVIEWED, ChangeType.VERSION_APPROVED):
            first = signed.get(row.draft_id)
            if first != row.digest:  # a draft is fixed once it is submitted: whoever signs signs the same
                subject = f"draft {row.draft_id}" if row.number is None else f"version {row.number}"
                yield TrailFault("unsupported", None, _short(first or ""), _short(row.digest or ""), subject)
    stored = select(process_versions.c.number, process_versions.c.status, process_versions.c.digest)
    for number, status, digest in connection.execute(stored.where(process_versions.c.process_id == process_id)):
        expected = versions.get(number)
        if expected != (status, digest):
            wanted = "—" if expected is None else f"{expected[0]} {_short(expected[1] or '')}"
            yield TrailFault("unsupported", None, wanted, f"{status} {_short(digest)}", f"version {number}")
    columns: list[ColumnElement[object]] = [
        type_coerce(process_versions.c[name], each).label(name) for name, each in TOLD.items()
    ]
    for number, *found in connection.execute(
        select(process_versions.c.number, *columns).where(process_versions.c.process_id == process_id)
    ):
        for name, value in zip(TOLD, found, strict=True):
            said = told.get(number, {})
            if name in said and said[name] != value:
                yield TrailFault("unsupported", None, str(said[name]), str(value), f"version {number}")
    begun = select(process_drafts.c.id, process_drafts.c.status).where(process_drafts.c.process_id == process_id)
    for id_, status in connection.execute(begun):
        if drafts.get(id_) != status:
            yield TrailFault("unsupported", None, drafts.get(id_, "—"), status, f"draft {id_}")


def _said(row: AnyRow, names: Mapping[str, str]) -> dict[str, object]:
    """What an act says of its version, by column; nothing where it cannot be read, which is a fault of its own."""
    change = _change(row)
    if change is None:
        return {}
    said = {column: change.data[name] for name, column in names.items() if name in change.data}
    if "answers" in said:
        said["answers"] = canonical_json.dumps(said["answers"])
    return said


def _short(hash_: str) -> str:
    return hash_[:12] or "—"
