"""Ledgers: what people decide and what the system does beside the histories of instances, chained as those are.

One table and one mechanism for all of them: people and their rights, the calendar, the acts of document control, the
register of starts, deliveries, files, verdicts. An entry has a number within its ledger, the hash of the entry before
it, and the SHA-256 of the canonical JSON of everything that it says. The tables beside them are what the entries give,
and verification recomputes them (`engine.verification.ledger_checks`). The database refuses to change or delete an
entry; who takes that away breaks the chain at that entry.

Whoever appends waits for whoever appended to the same ledger and has not committed: an entry must know the one before
it, and nobody should be told to try again for something that takes a millisecond. The primary key stands behind that.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Integer, Text, bindparam, insert, literal, select, text

from engine import canonical_json
from engine.clock import from_text, to_text
from engine.db import channel_of
from engine.history.chain import GENESIS
from engine.history.entry_types import entry_type
from engine.history.models import checkpoints, ledger_entries
from engine.history.timestamps import APART
from engine.statements import Statement, wait_for

COLUMNS = ("ledger", "seq", "type", "subject", "actor", "channel", "at", "data", "prev_hash", "hash")
LATE = timedelta(minutes=1)
"""A clock that is further behind the entry before than this is told of in the entry: those who append at the same
moment come in any order."""
CLOCK = "clock"
"""The key of the data under which that clock's own time stands."""

_SEALED_AT = select(checkpoints.c.at).order_by(checkpoints.c.number.desc()).limit(1)
_LAST = Statement(
    select(ledger_entries.c.seq, ledger_entries.c.at, ledger_entries.c.hash, _SEALED_AT.scalar_subquery())
    .where(ledger_entries.c.ledger == bindparam("ledger"))
    .order_by(ledger_entries.c.seq.desc())
    .limit(1)
)
_ADD = Statement(insert(ledger_entries), list(COLUMNS))


class Entry(NamedTuple):
    """An entry of a ledger. `subject` is whom or what it is about; `actor` a person's id, None for the program;
    `channel` how it came in (`engine.history.channels`); `at` and `data` are the texts that were hashed."""

    ledger: str
    seq: int
    type: str
    subject: str
    actor: str | None
    channel: str | None
    at: str
    data: str
    prev_hash: str
    hash: str

    def as_dict(self) -> dict[str, object]:
        """The entry as JSON. Raises ValueError where its data are none."""
        return {**self._asdict(), "data": canonical_json.loads(self.data)}

    @property
    def says(self) -> dict[str, Any]:
        """`data`, decoded. Raises ValueError where it is no JSON object."""
        value = canonical_json.loads(self.data)
        if not isinstance(value, dict):
            raise ValueError(self.data)
        return {**value}

    @property
    def moment(self) -> datetime:
        """`at`. Raises ValueError for a text that is no moment."""
        return from_text(self.at)


class Head(NamedTuple):
    """The last entry of a ledger."""

    ledger: str
    seq: int
    hash: str


def digest(entry: Entry) -> str:
    """The hash that an entry must have: hexadecimal SHA-256 of the canonical JSON of `as_dict` without the hash.

    Raises TypeError for a value that no entry has.
    """
    # The data are taken as they are stored: so what is hashed is what is there, to the letter.
    text_ = (
        f'{{"actor":{_json(entry.actor)},"at":{_json(entry.at)},"channel":{_json(entry.channel)},"data":{entry.data},'
        f'"ledger":{_json(entry.ledger)},"prev_hash":{_json(entry.prev_hash)},"seq":{_json(entry.seq)},'
        f'"subject":{_json(entry.subject)},"type":{_json(entry.type)}}}'
    )
    return hashlib.sha256(text_.encode()).hexdigest()


_json = canonical_json.dumps


def append(
    connection: Connection,
    ledger: str,
    type_: str,
    subject: str,
    data: Mapping[str, object],
    *,
    actor: str | None,
    at: datetime,
    alone: bool = False,
) -> Entry:
    """Add an entry behind the last of its ledger; gives it with its place.

    Time never goes back within a ledger, nor behind the last checkpoint: an entry is of the moment of the one before
    it, or of that, where it is later, and says what the clock said where that was far behind. A checkpoint of more than
    `APART` later is of a clock that was wrong, and is told by verification. Whoever keeps the moment beside the ledger
    takes it from the entry.

    `alone`: nobody else can append to this ledger meanwhile, and there is nobody to wait for.
    Raises UnknownEntryType, ValueError where `data` lack a key of the type.
    """
    if not alone:
        wait_for(connection, f"cauce ledger {ledger}")
    seq, before, previous, sealed = _end_of(connection, ledger)
    lacking = entry_type(ledger, seq + 1, type_).keys - data.keys()
    if lacking:
        raise ValueError(f"{type_}: {sorted(lacking)}")
    moment = to_text(at)
    if sealed <= to_text(at + APART):
        before = max(before, sealed)
    if moment < before:
        if at < from_text(before) - LATE:
            data = {**data, CLOCK: moment}
        moment = before
    says = canonical_json.dumps(dict(data))
    place = seq + 1, str(type_), subject, actor, channel_of(connection), moment
    entry = Entry(ledger, *place, says, previous, "")
    entry = entry._replace(hash=digest(entry))
    _ADD.run(connection, entry._asdict())
    return entry


def _end_of(connection: Connection, ledger: str) -> tuple[int, str, str, str]:
    """Number, moment and hash of the last entry, and the moment of the last checkpoint. Of one that somebody wrote by
    hand, so that no entry could come behind it, what can be gone on from: what is wrong with it its check says, which
    is entered too."""
    last = _LAST.run(connection, {"ledger": ledger}).fetchone()
    if last is None:
        return 0, "", GENESIS, _moment(connection.scalar(_SEALED_AT))
    seq, at, hash_, sealed = last
    if not _is_number(seq):
        seq = max(filter(_is_number, _known(connection, ledger)), default=0)
    return seq, _moment(at), str(hash_), _moment(sealed)


def _moment(text_: object) -> str:
    """A moment as it is written; "" for what is none."""
    try:
        return to_text(from_text(str(text_)))
    except (ValueError, OverflowError):
        return ""


def _known(connection: Connection, ledger: str) -> Iterable[int]:
    """What stands as the numbers of the entries; a column of SQLite holds what is none, too."""
    return connection.execute(select(ledger_entries.c.seq).where(ledger_entries.c.ledger == ledger)).scalars()


def _is_number(seq: object) -> bool:
    return isinstance(seq, int) and 0 < seq < 2**53


def read(
    connection: Connection,
    ledger: str,
    *,
    after: int = 0,
    upto: int | None = None,
    types: Collection[str] = (),
    naming: Collection[str] = (),
) -> list[Entry]:
    """The entries of a ledger in order, those with a number greater than `after`, up to `upto`.

    With `types` only those of these types, with `naming` those whose subject has each of these texts in it.
    """
    entries = ledger_entries.c
    query = select(*(entries[name] for name in COLUMNS)).where(entries.ledger == ledger, entries.seq > after)
    if upto is not None:
        query = query.where(entries.seq <= upto)
    if types:
        query = query.where(entries.type.in_(types))
    for part in naming:
        query = query.where(entries.subject.contains(part, autoescape=True))
    return [Entry(*row) for row in connection.execute(query.order_by(entries.seq))]


def read_several(connection: Connection, ledgers: Collection[str], *, types: Collection[str]) -> list[Entry]:
    """The entries of these types of several ledgers, those of each in order."""
    entries = ledger_entries.c
    query = select(*(entries[name] for name in COLUMNS)).where(entries.ledger.in_(ledgers), entries.type.in_(types))
    return [Entry(*row) for row in connection.execute(query.order_by(entries.ledger, entries.seq))]


def latest(
    connection: Connection, ledger: str, *, subject: str | None = None, without: Collection[str] = (), limit: int
) -> list[Entry]:
    """The last entries of a ledger, the newest first, none of the types `without`; with `subject` those about that."""
    query = _latest(subject is not None, tuple(sorted(without)))
    values = {"of": ledger, "most": limit} | ({} if subject is None else {"about": subject})
    return [Entry(*row) for row in query.run(connection, values)]


@cache
def _latest(about: bool, without: tuple[str, ...]) -> Statement:
    entries = ledger_entries.c
    query = select(*(entries[name] for name in COLUMNS)).where(entries.ledger == bindparam("of", type_=Text))
    if without:
        query = query.where(entries.type.not_in([literal(each, Text) for each in without]))
    if about:
        query = query.where(entries.subject == bindparam("about", type_=Text))
    return Statement(query.order_by(entries.seq.desc()).limit(bindparam("most", type_=Integer)))


# From one name to the next by the index, and its last entry by the index too: a ledger of a million costs what one of
# three does.
_HEADS = text(
    "WITH RECURSIVE names (ledger) AS (SELECT min(ledger) FROM ledger_entries UNION ALL "
    "SELECT (SELECT min(ledger) FROM ledger_entries WHERE ledger > names.ledger) FROM names "
    "WHERE names.ledger IS NOT NULL) "
    "SELECT ledger, seq, hash FROM names JOIN ledger_entries USING (ledger) WHERE seq = "
    "(SELECT max(seq) FROM ledger_entries AS later WHERE later.ledger = names.ledger) ORDER BY ledger"
)


def heads(connection: Connection) -> list[Head]:
    """The last entry of each ledger that has one, by name."""
    return [Head(*row) for row in connection.execute(_HEADS)]
