"""The register of all histories for auditors: every instance with its last verification and its last seal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, func, literal, or_, select

from engine import canonical_json
from engine.clock import from_text
from engine.db import AnyRow
from engine.definitions.models import process_versions
from engine.definitions.statuses import EVER_IN_FORCE
from engine.facts.models import instance_facts
from engine.history.models import checkpoints, log_leaves
from engine.history.statuses import InstanceStatus
from engine.instances.models import instances, overviews, work_items
from engine.instances.reading import Reader
from engine.instances.views.finding import FEW, came_to, counted, together, took_part, within_reach
from engine.instances.views.found import Found
from engine.instances.views.listing import matching
from engine.instances.views.paging import page_of, whole
from engine.replay.asking import asked, asks_of_a_visit, happened_between, in_period
from engine.replay.wanted import GROWN, IN_ORDER, NOT_IN_ORDER, UNVERIFIED, Wanted
from engine.statements import is_there
from engine.verification.models import verifications


class Counted(NamedTuple):
    """What the facts of a history count (`engine.facts.models.instance_facts`); minutes as the office works them but
    `elapsed_minutes`, None while it is under way."""

    steps: int
    people: int
    rounds: int
    corrections: int
    missed: int
    missed_minutes: int
    elapsed_minutes: int | None
    working_minutes: int | None
    migrated: bool
    returned: int
    incidents: int


@dataclass(frozen=True, slots=True)
class Line:
    """An instance in the register. `outcome` is what came of it; `events` is how many it has; moments in UTC;
    `sealed_to` is the last sealed event, 0 for none, and `sealed_at` when it was sealed; `counted` is None as long as
    its facts were not taken in."""

    folio: str
    process_id: str
    versions: Mapping[str, int]
    status: InstanceStatus
    end: str | None
    outcome: str
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    events: int
    client: str | None
    title: str | None
    proof: str
    verified_at: datetime | None
    counted: Counted | None
    sealed_to: int
    sealed_at: datetime | None


_COUNTED = [instance_facts.c[name] for name in Counted._fields]
_COLUMNS = (
    "id", "folio", "process_id", "versions", "status", "end", "outcome", "started_by", "started_at", "ended_at",
    "head_seq",
)  # fmt: skip
_SAME = and_(verifications.c.head_seq == instances.c.head_seq, verifications.c.head_hash == instances.c.head_hash)


def page(
    connection: Connection,
    reader: Reader,
    wanted: Wanted,
    *,
    after: str | None = None,
    limit: int = 50,
    found: Found | None = None,
) -> tuple[list[Line], str | None]:
    """A page of the wanted instances that `reader` sees, and the folio after which the next page begins: None after the
    last.

    `after` is the last folio of the page before; an unknown one gives the first page. `found` is what `look` gave, for
    whoever has it.
    """
    found = look(connection, reader, wanted) if found is None else found
    rows, behind = page_of(connection, reader, _lines(), wanted, found, after=after, limit=limit)
    return _read(connection, rows), behind


def everything(connection: Connection, reader: Reader, wanted: Wanted) -> Iterator[Line]:
    """All the wanted instances that `reader` sees, however many, a share of them in memory."""
    return whole(partial(page, connection, reader, wanted))


def folios(connection: Connection, reader: Reader, wanted: Wanted) -> list[str]:
    """The folios of the wanted instances that `reader` sees, all, in the order in which they were started."""
    return [row[0] for row in rows(connection, reader, wanted, (instances.c.folio,))]


def rows(
    connection: Connection, reader: Reader, wanted: Wanted, columns: Sequence[ColumnElement[Any]]
) -> Iterator[AnyRow]:
    """These columns of the wanted instances that `reader` sees, all, in the order in which they were started."""
    query = ids(connection, reader, wanted).with_only_columns(*columns)
    yield from connection.execute(query.order_by(instances.c.id))


def ids(connection: Connection, reader: Reader, wanted: Wanted) -> Select[tuple[int]]:
    """The wanted instances that `reader` sees, all, as a query for their ids over their rows and overviews."""
    query = select(instances.c.id).join(overviews, overviews.c.instance_id == instances.c.id)
    query = query.outerjoin(verifications, verifications.c.instance_id == instances.c.id)
    return query.where(*look(connection, reader, wanted).whole)


def newest(connection: Connection) -> int:
    """About how many instances there are: the number of the newest."""
    return connection.execute(select(func.max(instances.c.id))).scalar() or 0


def line(connection: Connection, folio: str) -> Line | None:
    """What the register says of one instance; None where there is none."""
    row = connection.execute(_lines().where(instances.c.folio == folio)).first()
    return None if row is None else _read(connection, [row])[0]


def versions(connection: Connection) -> list[tuple[str, int]]:
    """The versions that instances may have started on, as (process id, number), newest first."""
    columns = (process_versions.c.process_id, process_versions.c.number)
    query = select(*columns).where(process_versions.c.status.in_(EVER_IN_FORCE))
    return [(row[0], row[1]) for row in connection.execute(query.order_by(columns[0], columns[1].desc()))]


def _lines() -> Select[Any]:
    found = verifications.c
    return (
        select(
            *(instances.c[name] for name in _COLUMNS),
            *(overviews.c.client, overviews.c.title, found.verified_at, found.ok, _SAME.label("same")),
        )
        .join(overviews, overviews.c.instance_id == instances.c.id)
        .outerjoin(verifications, found.instance_id == instances.c.id)
    )


def _read(connection: Connection, rows: Sequence[AnyRow]) -> list[Line]:
    """Rows of `_lines` as lines, with what is read of all of them at once."""
    sealed = _sealed(connection, [row.folio for row in rows])
    query = select(instance_facts.c.instance_id, *_COUNTED)
    here = query.where(instance_facts.c.instance_id.in_([row.id for row in rows]))
    counted = {row[0]: Counted(*row[1:]) for row in connection.execute(here)} if rows else {}
    return [_line(row, counted.get(row.id), sealed.get(row.folio, (0, None))) for row in rows]


def look(connection: Connection, reader: Reader, wanted: Wanted) -> Found:
    """What holds for the wanted instances that `reader` sees, over rows of `instances`, and of `verifications` where
    something is asked of their proof; each part of it looked up as far as it says whether it holds for few."""
    found = within_reach(connection, reader, wanted.order) & matching(connection, wanted.text, wanted.order)
    if wanted.person and not asks_of_a_visit(wanted):
        found &= took_part(connection, wanted.order, wanted.person)
    if wanted.outcome:
        found &= came_to(connection, wanted.order, wanted.outcome)
    found &= in_period(connection, instances.c.started_at, wanted.since, wanted.until)
    found &= in_period(connection, instances.c.ended_at, wanted.ended_since, wanted.ended_until)
    if wanted.proof == GROWN:
        found &= _may_have_grown(connection, wanted.order)
    return together(connection, found & Found(tuple(_conditions(wanted))) & asked(connection, wanted))


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """What is asked of an instance's own row, and of what is known of its proof."""
    its = instances.c
    if wanted.status:
        yield its.status == wanted.status
    if wanted.process:
        yield its.process_id == wanted.process
    if wanted.activity and not asks_of_a_visit(wanted):
        here = and_(work_items.c.instance_id == its.id, work_items.c.element == wanted.activity)
        yield is_there(select(work_items.c.instance_id).where(here))
    if wanted.version is not None:
        yield _runs_on(*wanted.version)
    happened = happened_between(wanted)
    if happened is not None:
        yield happened
    if wanted.proof:
        yield _proven(wanted.proof)


def _may_have_grown(connection: Connection, order: str) -> Found:
    """That a history was not over when it was verified, or something came to it since: with the years few of all, and
    no other can have grown."""
    growing, few = select(verifications.c.instance_id).where(~verifications.c.final), FEW[order]
    count = counted(connection, growing, few)
    return Found(among=(growing,), few=count) if count <= few else Found()


def _runs_on(process_id: str, number: int) -> ColumnElement[bool]:
    """The condition for a version. The row holds versions as canonical JSON: a number ends at a comma or a brace."""
    member = canonical_json.dumps({process_id: number})[1:-1]
    ends = (instances.c.versions.contains(f"{member}{end}", autoescape=True) for end in ",}")
    return or_(*ends)


def _proven(proof: str) -> ColumnElement[bool]:
    if proof == UNVERIFIED:
        return verifications.c.instance_id.is_(None)
    if proof == NOT_IN_ORDER:
        return ~verifications.c.ok
    return and_(verifications.c.ok, _SAME if proof == IN_ORDER else ~_SAME)


def _sealed(connection: Connection, folios: Sequence[str]) -> dict[str, tuple[int, datetime]]:
    """The last sealed event of each of these histories, and when it was sealed."""
    if not folios:
        return {}
    of_these = log_leaves.c.ledger.in_([literal(folio, Text) for folio in folios])
    newest = (
        select(func.max(log_leaves.c.index).label("index")).where(of_these).group_by(log_leaves.c.ledger).subquery()
    )
    each = checkpoints.alias()
    signed = select(func.min(each.c.number)).where(each.c.size > log_leaves.c.index).scalar_subquery()
    query = (
        select(log_leaves.c.ledger, log_leaves.c.seq, checkpoints.c.at)
        .join(newest, newest.c.index == log_leaves.c.index)
        .join(checkpoints, checkpoints.c.number == signed)
    )
    return {row.ledger: (row.seq, from_text(row.at)) for row in connection.execute(query)}


def _line(row: AnyRow, counted: Counted | None, sealed: tuple[int, datetime | None]) -> Line:
    decoded = canonical_json.loads(row.versions)
    numbers = (
        {name: number for name, number in decoded.items() if isinstance(number, int)}
        if isinstance(decoded, dict)
        else {}
    )
    proof = UNVERIFIED
    if row.verified_at is not None:
        proof = NOT_IN_ORDER if not row.ok else IN_ORDER if row.same else GROWN
    return Line(
        row.folio,
        row.process_id,
        numbers,
        InstanceStatus(row.status),
        row.end,
        row.outcome,
        row.started_by,
        row.started_at,
        row.ended_at,
        row.head_seq,
        row.client,
        row.title,
        proof,
        row.verified_at,
        counted,
        *sealed,
    )
