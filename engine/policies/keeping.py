"""Keeps how instances stand with the checks of policies: a job follows what happens, and judges what it happened to.

It has the place of the last event that it looked at, and the number of the last entry of the ledger of deliveries: what
became of a letter may decide what nothing else does. What it writes and its new place are one transaction; judging is
done before, so that nobody waits for it. A new installation of the program first judges every instance that is there,
each once, and follows what happens from where it began with that.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql

from bpmn.model import Check
from engine import canonical_json
from engine.calendar.past import CalendarPast
from engine.calendar.record import CALENDAR
from engine.clock import Clock
from engine.db import AnyRow, Database
from engine.errors import EngineError
from engine.history import ledger, ledger_check, store
from engine.history.models import events, ledger_entries
from engine.instances.models import instances
from engine.instances.runtime import Runtime
from engine.notifications.record import DELIVERIES
from engine.policies.decisions import Decision
from engine.policies.judging import Judging, asked_for
from engine.policies.letters import letters_of
from engine.policies.models import policy_progress, policy_states, policy_totals
from engine.policies.story import story_of
from engine.statements import wait_for
from engine.webhooks import feed

ENTRIES = 500
"""Entries of the ledger of deliveries that are looked at together."""
SHARE = 100
"""Instances that are judged together."""
MARGIN = 1_000
"""Places before the last that are looked at again after beginning: on PostgreSQL an earlier one may appear later."""
_ROW = 1


class Judged(NamedTuple):
    """An instance with how it stands with each check of its version, by key."""

    id: int
    folio: str
    process_id: str
    version: int
    month: str
    head_seq: int
    decisions: Mapping[str, Decision]


def follow(database: Database, runtime: Runtime, clock: Clock, *, until: datetime) -> int:
    """Judge what something happened to since, until that moment; gives how many places that were. Raises
    StoreUnavailable."""
    done = 0
    while (count := step(database, runtime)) and clock() < until:
        done += count
    return done + count


def step(database: Database, runtime: Runtime) -> int:
    """Judge what the next events and entries are about, or else the next instances that were there before; gives how
    many places or instances that were. Raises StoreUnavailable."""
    with database.reading() as connection:
        progress = connection.execute(select(policy_progress)).first()
        if progress is None:
            begun = {"after": max(feed.last(connection) - MARGIN, 0), "entry": _last_entry(connection), "filling": 0}
    if progress is None:
        return _kept(database, None, [], [], begun, 1)
    if progress.filling is not None:
        return _fill(database, runtime, progress)
    end = feed.settled(database, progress.after, feed.WINDOW)
    with database.reading() as connection:
        folios, last = _delivered(connection, progress.entry)
        if (end, last) == (progress.after, progress.entry):
            return 0
        ids = _touched(connection, progress.after, end, folios)
        found = judge(connection, runtime, ids)
    looked_at = end - progress.after + last - progress.entry
    return _kept(database, progress, ids, found, {"after": end, "entry": last}, looked_at)


def _fill(database: Database, runtime: Runtime, progress: AnyRow) -> int:
    """Judge the next instances that were there before the job was."""
    with database.reading() as connection:
        query = select(instances.c.id).where(instances.c.id > progress.filling).order_by(instances.c.id).limit(SHARE)
        ids = list(connection.execute(query).scalars())
        found = judge(connection, runtime, ids)
    return _kept(database, progress, ids, found, {"filling": ids[-1] if ids else None}, len(ids) + 1)


def _kept(
    database: Database,
    progress: AnyRow | None,
    ids: Sequence[int],
    found: Sequence[Judged],
    now: Mapping[str, int | None],
    count: int,
) -> int:
    """Keep what was found and how far it came; 0 where another worker was faster, and nothing is kept."""
    with database.transaction() as connection:
        wait_for(connection, "policies")
        if connection.execute(select(policy_progress)).first() != progress:
            return 0
        save(connection, ids, found)
        if progress is None:
            connection.execute(insert(policy_progress).values(id=_ROW, **now))
        else:
            connection.execute(update(policy_progress).values(**now))
    return count


def up_to_date(connection: Connection) -> bool:
    """Whether everything that happened was looked at."""
    progress = connection.execute(select(policy_progress)).first()
    if progress is None or progress.filling is not None:
        return False
    return bool(progress.after >= feed.last(connection) and progress.entry >= _last_entry(connection))


def again(connection: Connection, runtime: Runtime, folios: Sequence[str]) -> None:
    """Judge these instances again, whatever is kept of them."""
    wait_for(connection, "policies")
    for start in range(0, len(folios), SHARE):
        wanted = folios[start : start + SHARE]
        ids = list(connection.execute(select(instances.c.id).where(instances.c.folio.in_(wanted))).scalars())
        save(connection, ids, judge(connection, runtime, ids))


def judge(connection: Connection, runtime: Runtime, ids: Iterable[int]) -> list[Judged]:
    """How these instances stand with the checks of the version that each runs on now; those of a version without checks
    are left out."""
    return list(judged_by(connection, runtime, ids, None))


def judged_by(
    connection: Connection, runtime: Runtime, ids: Iterable[int], checks: Sequence[Check] | None
) -> Iterator[Judged]:
    """How these instances stand with `checks`, or with those of the version that each runs on now."""
    office, wanted = CalendarPast(runtime.calendar, _calendar(connection)), sorted(set(ids))
    for start in range(0, len(wanted), SHARE):
        query = _INSTANCES.where(instances.c.id.in_(wanted[start : start + SHARE])).order_by(instances.c.id)
        stories = []
        for row in connection.execute(query).all():
            numbers: Any = canonical_json.loads(row.versions)
            version = int(numbers.get(row.process_id, 0))
            try:
                process = runtime.library.process(connection, row.process_id, version)
            except EngineError:
                continue  # a version that somebody took out: verification names it
            own = process.document.checks if checks is None else checks
            if own:
                story = story_of(store.read(connection, row.id, row.folio), process)
                stories.append((row, version, process, own, story))
        asked = [(row.folio, seq) for row, _, _, own, story in stories for seq in asked_for(own, story)]
        letters = letters_of(connection, asked)
        for row, version, process, own, story in stories:
            judging = Judging(story, process, office.at, letters.get(row.folio, {}))
            month = row.started_at.astimezone(runtime.calendar.zone).strftime("%Y-%m")
            decisions = {check.key: judging.of(check) for check in own}
            yield Judged(row.id, row.folio, row.process_id, version, month, story.last, decisions)


def save(connection: Connection, ids: Sequence[int], found: Iterable[Judged]) -> None:
    """Keep how these instances stand, in the place of what was kept of them, and the totals with it."""
    changes: Counter[tuple[str, int, str, str, str]] = Counter()
    for start in range(0, len(ids), SHARE):
        of_these = policy_states.c.instance_id.in_(ids[start : start + SHARE])
        for row in connection.execute(select(*(policy_states.c[name] for name in _TOTALLED)).where(of_these)):
            changes[tuple(row)] -= 1
        connection.execute(delete(policy_states).where(of_these))
    rows = []
    for each in found:
        for key, decision in each.decisions.items():
            changes[each.process_id, each.version, each.month, key, str(decision.state)] += 1
            rows.append(
                {
                    "instance_id": each.id,
                    "policy": key,
                    "process_id": each.process_id,
                    "version": each.version,
                    "month": each.month,
                    "state": str(decision.state),
                    "seqs": decision.seqs_text(),
                    "needs": decision.needs_text(),
                    "head_seq": each.head_seq,
                }
            )
    if rows:
        connection.execute(insert(policy_states), rows)
    totals = [{**dict(zip(_TOTALLED, key, strict=True)), "count": by} for key, by in sorted(changes.items()) if by]
    if totals:
        connection.execute(_ADD_TOTALS, totals)
        connection.execute(delete(policy_totals).where(policy_totals.c.count == 0))


def _delivered(connection: Connection, after: int) -> tuple[list[str], int]:
    """The folios whose letters something became of behind an entry, and the number of the last entry looked at."""
    query = select(ledger_entries.c.seq, ledger_entries.c.subject).where(
        ledger_entries.c.ledger == DELIVERIES, ledger_entries.c.seq > after
    )
    rows = connection.execute(query.order_by(ledger_entries.c.seq).limit(ENTRIES)).all()
    folios = dict.fromkeys(row.subject.partition(".")[0] for row in rows if "." in row.subject)
    return list(folios), rows[-1].seq if rows else after


def _touched(connection: Connection, place: int, end: int, folios: Sequence[str]) -> list[int]:
    happened = select(events.c.instance_id).where(events.c.position > place, events.c.position <= end)
    query = select(instances.c.id).where(or_(instances.c.id.in_(happened), instances.c.folio.in_(folios)))
    return list(connection.execute(query.order_by(instances.c.id)).scalars())


def _last_entry(connection: Connection) -> int:
    query = select(func.max(ledger_entries.c.seq)).where(ledger_entries.c.ledger == DELIVERIES)
    return connection.execute(query).scalar() or 0


def _calendar(connection: Connection) -> list[ledger.Entry]:
    return ledger_check.readable(ledger.read(connection, CALENDAR))


_TOTALLED = ("process_id", "version", "month", "policy", "state")
_INSTANCES = select(*(instances.c[name] for name in ("id", "folio", "process_id", "versions", "started_at")))
_NEW_TOTAL = postgresql.insert(policy_totals)
# Both databases write it as PostgreSQL does.
_ADD_TOTALS = _NEW_TOTAL.on_conflict_do_update(
    index_elements=list(_TOTALLED), set_={"count": policy_totals.c.count + _NEW_TOTAL.excluded.count}
)
