"""Compares samples and their worksheets with the ledger of samples, and draws each sample again."""

import zlib
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Text, select, type_coerce

from engine.errors import EngineError
from engine.history.ledger import Entry
from engine.history.problems import Kind, Problem
from engine.identity.past import PeoplePast
from engine.identity.role_ids import AUDITOR
from engine.sampling.drawing import Method, digest_of, draw, read_list
from engine.sampling.models import sample_items, samples
from engine.sampling.record import ChangeType, given
from engine.verification.rows import differences


def sample_problems(
    connection: Connection, _name: str, entries: Sequence[Entry], people: PeoplePast
) -> Iterator[Problem]:
    """Whoever was no auditor, then the rows that are not what the entries give, and last the samples that are not what
    is drawn from the kept list by their seed."""
    for entry in entries:
        if not people.held(str(entry.actor), entry.moment, AUDITOR):
            yield Problem(Kind.ACTOR_WITHOUT_RIGHT, entry.seq, AUDITOR, str(entry.actor or "—"))
    yield from differences(given(entries), _stored(connection))
    kept = {row.id: row.members for row in connection.execute(select(samples.c.id, samples.c.members))}
    for entry in entries:
        if entry.type == ChangeType.DRAWN and entry.subject.isdigit() and int(entry.subject) in kept:
            yield from _drawn_again(entry, kept[int(entry.subject)])


def _drawn_again(entry: Entry, packed: bytes) -> Iterator[Problem]:
    says = entry.says
    try:
        method, content = Method(says["method"]), zlib.decompress(packed)
        if digest_of(content) != says["digest"]:
            found = digest_of(content)
            yield Problem(Kind.ROW_CHANGED, None, says["digest"], found, f"sample {entry.subject} population")
            return
        drawn = draw(read_list(content, method), method, says["seed"], says["size"])
    except (EngineError, ValueError, TypeError, zlib.error) as error:
        yield Problem(Kind.ROW_CHANGED, None, says["digest"], str(error)[:80], f"sample {entry.subject} population")
        return
    told, again = [list(each) for each in says["items"]], [list(each) for each in drawn.items]
    if told != again:
        pair = next((pair for pair in zip(again, told, strict=False) if pair[0] != pair[1]), (len(again), len(told)))
        yield Problem(Kind.ENTRY_CHANGED, entry.seq, str(pair[0]), str(pair[1]), f"sample {entry.subject}")


_TOLD = (
    "title", "asked", "method", "by", "seed", "size", "plan", "population", "digest", "attributes", "drawn_by",
    "conclusion", "concluded_by",
)  # fmt: skip
_OF_ITEMS = ("position", "stratum", "hits", "verdicts", "judged", "deviations", "judged_by")


def _stored(connection: Connection) -> dict[str, dict[str, object]]:
    rows = samples.c
    moments = [type_coerce(rows[name], Text).label(name) for name in ("drawn_at", "concluded_at")]
    found: dict[str, dict[str, object]] = {}
    for row in connection.execute(select(rows.id, *(rows[name] for name in _TOLD), *moments)):
        told = dict(row._mapping)
        found[f"sample {told.pop('id')}"] = told
    each = sample_items.c
    judged_at = type_coerce(each.judged_at, Text).label("judged_at")
    for row in connection.execute(select(each.sample_id, each.folio, *(each[name] for name in _OF_ITEMS), judged_at)):
        told = dict(row._mapping)
        found[f"sample {told.pop('sample_id')} {told.pop('folio')}"] = told
    return found
