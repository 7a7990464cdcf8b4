"""Of which instances somebody wants evidence: of some folios, of a period, or of a sample of a period.

A period is one of starts. Starts are chained in a register, so that an evidence can show that each of them is in it; no
ledger holds the events of all instances, and of a period of events nobody could tell whether one is missing.

A sample is drawn by the SHA-256 of the text that the newest checkpoint signs, out of the starts that it seals: nobody
knows it before all of them are in the log, and whoever checks the evidence draws it again.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, func, select

from engine.clock import to_text
from engine.errors import Conflict, NotFound
from engine.history import ledger, log
from engine.history.ledger import Entry
from engine.history.log import Leaf
from engine.history.models import ledger_entries
from engine.history.notes import Checkpoint
from engine.instances.models import instances
from engine.instances.starts import REGISTER, ledger_of


class NothingToDrawBy(Conflict):
    """There is no checkpoint yet, by which a sample is drawn."""

    code = "nothing_to_draw_by"


class LogUnreadable(Conflict):
    """The log, or a checkpoint, holds what the program never writes, so nothing can be shown of it."""

    code = "log_unreadable"


@dataclass(frozen=True, slots=True)
class Folios:
    """These instances."""

    folios: Sequence[str]


@dataclass(frozen=True, slots=True)
class Period:
    """Every instance that was started from `first` to `last`, days of the office, both included; of a `sample` so many
    of them."""

    first: date
    last: date
    sample: int | None = None

    def moments(self, zone: ZoneInfo) -> tuple[str, str]:
        """From when, and before when."""
        ends = self.first, self.last + timedelta(days=1)
        since, until = (to_text(datetime.combine(day, time(), zone)) for day in ends)
        return since, until


Asked = Folios | Period


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What an evidence shows of a register: runs of its entries, and what was sealed of them."""

    ledger: str
    entries: Sequence[Entry]
    heads: Sequence[Leaf]

    @property
    def name(self) -> str:
        """The prefix and the year."""
        return self.ledger.partition(":")[2]

    @property
    def sealed_to(self) -> int:
        """The number of the last entry that is proven."""
        return max((leaf.head.seq for leaf in self.heads), default=0)


def of_folios(connection: Connection, folios: Iterable[str]) -> list[Excerpt]:
    """Their entries, each up to the next that was sealed. Raises NotFound (kind ``instance``)."""
    runs = dict[str, list[tuple[int, int]]]()
    for folio in folios:
        if connection.execute(select(instances.c.id).where(instances.c.folio == folio)).first() is None:
            raise NotFound(kind="instance", id=folio)
        name = ledger_of(folio)
        mine = ledger.latest(connection, name, subject=folio, limit=1)
        runs.setdefault(name, []).extend(_to_the_next_seal(connection, name, entry.seq) for entry in mine)
    known = [name for name, found in sorted(runs.items()) if found or ledger.latest(connection, name, limit=1)]
    return [_excerpt(connection, name, runs[name]) for name in known]


def of_period(connection: Connection, period: Period, zone: ZoneInfo) -> list[Excerpt]:
    """Of each register of its years everything from the last entry before it to the first sealed one after it."""
    since, until = period.moments(zone)
    found = []
    for head in ledger.heads(connection):
        name, year = head.ledger, head.ledger.rpartition("-")[2]
        if (
            name.partition(":")[0] == REGISTER
            and year.isdecimal()
            and period.first.year <= int(year) <= period.last.year
        ):
            _, before = _seqs(connection, name, ledger_entries.c.at < since)
            after, _ = _seqs(connection, name, ledger_entries.c.at >= until)
            last = log.last_of(connection, name)
            end = max(head.seq, last.head.seq if last else 0)
            end = _to_the_next_seal(connection, name, after)[1] if after else end
            found.append(_excerpt(connection, name, [(before or 1, end)]))
    return found


def started(excerpts: Iterable[Excerpt], period: Period, zone: ZoneInfo, *, sealed: bool = False) -> list[str]:
    """The folios that were started in a period; with `sealed` those whose entry is."""
    since, until = period.moments(zone)
    return [
        entry.subject
        for excerpt in excerpts
        for entry in excerpt.entries
        if since <= entry.at < until and (not sealed or entry.seq <= excerpt.sealed_to)
    ]


def seed(checkpoint: Checkpoint) -> str:
    """What a sample is drawn by when that is the newest checkpoint."""
    return hashlib.sha256(checkpoint.text.encode()).hexdigest()


def drawn(by: str, folios: Collection[str], size: int) -> list[str]:
    """The folios with the smallest SHA-256 of seed and folio: whoever asks for more gets the same and others."""
    ranked = sorted(folios, key=lambda folio: hashlib.sha256(f"{by} {folio}".encode()).hexdigest())
    return sorted(ranked[:size])


def unregistered(connection: Connection, excerpts: Iterable[Excerpt], period: Period, zone: ZoneInfo) -> list[str]:
    """Instances that say they were started then and that no register knows: evidence of the period names them."""
    since, until = (datetime.combine(day, time(), zone) for day in (period.first, period.last + timedelta(days=1)))
    entered = {entry.subject for excerpt in excerpts for entry in excerpt.entries}
    mine = instances.c.started_at >= since, instances.c.started_at < until
    found = connection.execute(select(instances.c.folio).where(*mine).order_by(instances.c.folio)).scalars()
    others = [folio for folio in found if folio not in entered]
    return [folio for folio in others if not ledger.latest(connection, ledger_of(folio), subject=folio, limit=1)]


def _excerpt(connection: Connection, name: str, runs: Iterable[tuple[int, int]]) -> Excerpt:
    merged = list[tuple[int, int]]()
    for first, last in sorted(runs):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(merged[-1][1], last)
        else:
            merged.append((first, last))
    entries, heads = list[Entry](), list[Leaf]()
    for first, last in merged:
        entries += ledger.read(connection, name, after=first - 1, upto=last)
        leaf = log.nearest(connection, name, last, after=False)
        if leaf is not None and leaf.head.seq >= first:
            heads.append(leaf)
    return Excerpt(name, entries, heads)


def _to_the_next_seal(connection: Connection, name: str, seq: int) -> tuple[int, int]:
    leaf = log.nearest(connection, name, seq, after=True)
    return seq, seq if leaf is None else leaf.head.seq


def _seqs(connection: Connection, name: str, condition: ColumnElement[bool]) -> tuple[int | None, int | None]:
    """The numbers of the first and the last entry of which something holds."""
    ends = select(func.min(ledger_entries.c.seq), func.max(ledger_entries.c.seq))
    first, last = connection.execute(ends.where(ledger_entries.c.ledger == name, condition)).one()
    return first, last
