"""What is held when it is over: nothing acknowledged lost, nothing done twice, no letter without its event.

A letter that comes twice says so by its Message-ID. SMTP cannot keep it from coming twice where the one who sent it
died, or lost its database, after the server had taken it and before that was recorded. So one more arrival is excused
by one incident after which that can be (`tests.kills.saboteur.ABOUT_LETTERS`), and that was going on within `RECORDED`
of the arrival before; an incident excuses as many as letters are under way at a time. Any other is a fault.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

from sqlalchemy import select, text

from engine import canonical_json
from engine.db import Database
from engine.history.chain import Event
from engine.instances import queries
from engine.instances.reading import EVERYTHING
from engine.notifications.models import outbox
from engine.notifications.statuses import LetterStatus
from engine.telling.models import MailStatus, notices
from tests.kills.people import Done
from tests.kills.procedure import CLIENT

RECORDED = 6.0  # seconds from an arrival until that is recorded, where nobody dies: twice the lease of a letter
NOTICE = re.compile(r"(?:(.+)\.)?told\.(\d+)")
"""The key of a notice's letter: about which instance, and the notice."""
ALARM = "alarm."  # what the keys of letters about alarms begin with
COMPLETED, CLAIMED, FIRED = "user_task_completed", "user_task_claimed", "timer_fired"


@dataclass
class Verdict:
    """What was found, in words, by what is held."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    not_acknowledged: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    """What verification found not to be in order on the way, whatever became of it."""
    repeated: int = 0
    """Letters that came once more, excused."""

    @property
    def faults(self) -> list[str]:
        """All that was found."""
        return [*self.lost, *self.twice, *self.not_acknowledged, *self.stuck, *self.letters, *self.alarms]


def histories(database: Database) -> dict[str, list[Event]]:
    """The history of every instance, by folio."""
    with database.reading() as connection:
        return {
            each.folio: queries.history(connection, EVERYTHING, each.folio)
            for each in queries.all_instances(connection, EVERYTHING)
        }


def judge_commands(done: Sequence[Done], found: dict[str, list[Event]], verdict: Verdict) -> None:
    """Hold what was acknowledged against what is recorded: the same, in the same order, once."""
    acknowledged: defaultdict[str, list[Done]] = defaultdict(list)
    for each in done:
        if each.what == "start" and each.folio in acknowledged:
            verdict.twice.append(f"{each.folio} was acknowledged as two starts")
        acknowledged[each.folio].append(each)
    verdict.lost += [f"{folio} was acknowledged and is not there" for folio in acknowledged.keys() - found.keys()]
    # Everybody asks until an answer comes, so what is there was acknowledged: more of them were begun twice.
    verdict.twice += [f"{folio} was begun and not acknowledged" for folio in found.keys() - acknowledged.keys()]
    for folio in acknowledged.keys() & found.keys():
        _judge_one(folio, acknowledged[folio], found[folio], verdict)


def _judge_one(folio: str, done: Sequence[Done], events: Sequence[Event], verdict: Verdict) -> None:
    kinds = {COMPLETED: "complete", CLAIMED: "claim"}
    said = [(each.what, each.element, each.actor) for each in done if each.what != "start"]
    written = [(kinds[e.type], e.element or "", e.actor or "") for e in events if e.type in kinds]
    for each in done:
        taken = "claim", each.element, each.actor
        if each.again and taken not in said and taken in written:  # by the draft of what was sent in vain, once
            written.remove(taken)
    if said != written:
        gone, more = Counter(said) - Counter(written), Counter(written) - Counter(said)
        verdict.lost += [f"{folio}: {each} was acknowledged and is not in its history" for each in gone]
        for each in more:
            (verdict.twice if each in said else verdict.not_acknowledged).append(f"{folio}: {each} is there once more")
        if not gone and not more:
            verdict.not_acknowledged.append(f"{folio}: {said} was acknowledged and happened as {written}")
    for each in done:
        if each.client and not any(e.type == COMPLETED and e.payload.get(CLIENT) == each.client for e in events):
            verdict.lost.append(f"{folio}: {each.client} was written and is not there")
    fired = [event.element for event in events if event.type == FIRED]
    verdict.twice += [f"{folio}: {each} fired {times} times" for each, times in Counter(fired).items() if times > 1]


def judge_going_on(database: Database, verdict: Verdict) -> None:
    """Every instance came to its end, every timer fired, every letter arrived, nobody has anything half done."""
    with database.reading() as connection:
        for each in queries.all_instances(connection, EVERYTHING):
            if each.status != "completed":
                verdict.stuck.append(f"{each.folio} is {each.status}")
        for table, condition in (
            ("timers", "status = 'waiting'"),
            ("outbox", "status <> 'delivered'"),
            ("notices", "mail = 'waiting'"),
            ("events", "position > (SELECT after FROM notice_progress)"),
            ("incidents", "resolved_at IS NULL"),
        ):
            left = connection.execute(text(f"SELECT count(*) FROM {table} WHERE {condition}")).scalar_one()
            if left:
                verdict.stuck.append(f"{left} rows of {table} where {condition}")
        if connection.dialect.name == "sqlite":
            told = connection.execute(text("PRAGMA integrity_check")).scalar_one()
            if told != "ok":
                verdict.stuck.append(str(told))


def judge_letters(
    database: Database,
    arrivals: Sequence[tuple[str, float]],
    incidents: Iterable[tuple[str, float, float]],
    at_once: int,
    found: dict[str, list[Event]],
    verdict: Verdict,
) -> None:
    """Hold what the mail server took against the outbox, its ledger and the histories.

    `incidents` are those after which a letter may come once more; `at_once`: how many letters are under way at a time.
    """
    with database.reading() as connection:
        rows = {row.key: row for row in connection.execute(select(outbox).where(outbox.c.kind == "email"))}
        entered = connection.execute(
            text("SELECT subject FROM ledger_entries WHERE ledger = 'deliveries' AND type = 'letter_delivered'")
        ).scalars()
        delivered = Counter(entered)
        acts = Counter(connection.execute(text("SELECT ledger FROM ledger_entries")).scalars())
        written = select(notices.c.id, notices.c.folio).where(notices.c.mail == MailStatus.WRITTEN)
        noticed = {
            f"{row.folio}.told.{row.id}" if row.folio else f"told.{row.id}" for row in connection.execute(written)
        }
    times: defaultdict[str, list[float]] = defaultdict(list)
    for id, at in arrivals:
        times[id.strip("<>").rpartition("@")[0]].append(at)
    verdict.letters += [f"{key} is said to be written and is not there" for key in sorted(noticed - rows.keys())]
    for key in times.keys() - rows.keys():
        verdict.letters.append(f"{key} arrived and nobody had written it")
    for key, row in rows.items():
        if key.startswith(ALARM):
            verdict.alarms.append(f"{key}: {canonical_json.loads(row.payload)['body']}")  # type: ignore[call-overload, index]
            continue
        if not _has_cause(key, found, acts, noticed):
            verdict.letters.append(f"{key} has no event")
        if row.status == LetterStatus.DELIVERED and not times[key]:
            verdict.letters.append(f"{key} is said to have arrived and did not")
        if not delivered[key] or delivered[key] > len(times[key]):
            verdict.letters.append(f"{key} is entered {delivered[key]} times, and arrived {len(times[key])} times")
        if len(times[key]) > row.attempts:
            verdict.letters.append(f"{key} arrived {len(times[key])} times by {row.attempts} attempts")
    _judge_repeated(times, [(begun, ended) for _, begun, ended in incidents], at_once, verdict)


def _has_cause(
    key: str, found: Mapping[str, Sequence[Event]], acts: Mapping[str, int], noticed: Collection[str]
) -> bool:
    """Whether what a letter tells of is there: the notice, the event of its history or the act of its document."""
    if NOTICE.fullmatch(key):
        return key in noticed
    about, seq = key.rsplit(".", 2)[:2]
    return max(len(found.get(about, ())), acts[f"documents:{about}"]) >= int(seq)


def _judge_repeated(
    times: dict[str, list[float]], incidents: Sequence[tuple[float, float]], at_once: int, verdict: Verdict
) -> None:
    left = dict.fromkeys(range(len(incidents)), at_once)
    before = sorted((at, key, again) for key, each in times.items() for at, again in pairwise(each))
    for at, key, again in before:
        # Of those that excuse it, the one that ends first: the others may be needed by later ones.
        near = [n for n, (begun, ended) in enumerate(incidents) if begun - RECORDED <= at <= ended and left[n]]
        if near:
            left[min(near, key=lambda n: incidents[n][1])] -= 1
            verdict.repeated += 1
        else:
            apart = min((max(begun - at, at - ended, 0.0) for begun, ended in incidents), default=inf)
            verdict.letters.append(
                f"{key} came once more, and nothing had happened to who sent it: {again - at:.1f} s later, and "
                f"{apart:.1f} s from the nearest of what could have been it"
            )
