"""What is kept of a trial: how it stands, what becomes of each instance, where the draft's diagram is hit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, case, func, or_, select

from engine import canonical_json
from engine.definitions.drafts import Draft
from engine.definitions.impacts import Impact, basis_of, impact_of
from engine.definitions.statuses import ImpactStatus
from engine.impact.effects import Effect, Verdict
from engine.impact.models import impact_effects
from engine.impact.population import Candidate, of_process
from engine.instances.models import instances
from engine.instances.reading import Reader


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one instance. `versions` are those it runs on, or ran on last; `outdated`: it went on since."""

    folio: str
    process_id: str
    versions: Mapping[str, int]
    status: str
    effect: Effect
    outdated: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How the trial of a draft stands. `current`: it is about what the draft says now; `done` of `total` instances are
    tried; `changed` are those that began or went on since, of one that is finished; `counts` by verdict."""

    impact: Impact
    current: bool
    done: int
    total: int
    changed: int
    counts: Mapping[Verdict, int]


def standing(connection: Connection, draft: Draft) -> Standing | None:
    """How the trial of a draft stands; None where it was never asked for."""
    found = impact_of(connection, draft.id)
    if found is None:
        return None
    current = found.is_of(basis_of(connection, draft))
    kept = select(impact_effects.c.verdict, func.count()).where(impact_effects.c.draft_id == draft.id)
    counts = {
        Verdict(verdict): number for verdict, number in connection.execute(kept.group_by(impact_effects.c.verdict))
    }
    changed = connection.scalar(select(func.count()).select_from(left(draft.process_id, found).subquery())) or 0
    done = sum(counts.values())
    total = found.total if found.status is ImpactStatus.FINISHED else max(found.total, done)
    every = {verdict: counts.get(verdict, 0) for verdict in Verdict}
    return Standing(found, current, done, total, changed if found.status is ImpactStatus.FINISHED else 0, every)


def effects(
    connection: Connection,
    reader: Reader,
    draft_id: int,
    *,
    verdicts: Sequence[str] = (),
    statuses: Sequence[str] = (),
    limit: int | None = None,
    offset: int = 0,
) -> list[Kept]:
    """What a draft does to the instances that `reader` sees, as far as it was tried: those with one of `verdicts` and
    `statuses` (any where none are given), the gravest and then the newest first."""
    gravest = case(
        {str(verdict): place for place, verdict in enumerate(reversed(Verdict))}, value=impact_effects.c.verdict
    )
    query = _kept(reader, draft_id, verdicts, statuses).order_by(gravest, instances.c.id.desc()).offset(offset)
    return [_kept_row(row) for row in connection.execute(query if limit is None else query.limit(limit))]


def count(
    connection: Connection,
    reader: Reader,
    draft_id: int,
    *,
    verdicts: Sequence[str] = (),
    statuses: Sequence[str] = (),
) -> int:
    """How many `effects` would give."""
    inner = _kept(reader, draft_id, verdicts, statuses).subquery()
    return connection.scalar(select(func.count()).select_from(inner)) or 0


def hits(connection: Connection, draft_id: int) -> dict[tuple[str, str], dict[Verdict, int]]:
    """Where the draft's diagram is hit: how many instances of each verdict, by process and element of the draft."""
    query = select(impact_effects.c.effect, func.count()).where(impact_effects.c.draft_id == draft_id)
    found: dict[tuple[str, str], dict[Verdict, int]] = {}
    for text, number in connection.execute(query.group_by(impact_effects.c.effect)):
        effect = _effect(text)
        place = effect.target if effect.verdict is Verdict.MOVES else effect.place
        if place is not None and not place.old:
            here = found.setdefault((place.process_id, place.element), {})
            here[effect.verdict] = here.get(effect.verdict, 0) + number
    return found


def left(process_id: str, found: Impact) -> Select[Any]:
    """The instances that were not tried, or went on since, as `Candidate` has them."""
    kept = impact_effects.c
    on = and_(kept.instance_id == instances.c.id, kept.draft_id == found.draft_id)
    query = select(*(instances.c[name] for name in Candidate._fields)).outerjoin(impact_effects, on)
    return query.where(of_process(process_id, found.since)).where(
        or_(kept.instance_id.is_(None), kept.head_seq != instances.c.head_seq)
    )


_GRAVITY = case({str(verdict): place for place, verdict in enumerate(Verdict)}, value=impact_effects.c.verdict)
"""Verdicts are listed from what changes nothing to what cannot be."""


def _kept(reader: Reader, draft_id: int, verdicts: Sequence[str], statuses: Sequence[str]) -> Select[Any]:
    columns = [instances.c[name] for name in ("folio", "process_id", "versions", "status")]
    query = select(*columns, impact_effects.c.effect, impact_effects.c.head_seq != instances.c.head_seq)
    query = query.join(instances, instances.c.id == impact_effects.c.instance_id)
    query = query.where(impact_effects.c.draft_id == draft_id, *reader.conditions())
    if verdicts:
        query = query.where(impact_effects.c.verdict.in_(verdicts))
    return query.where(instances.c.status.in_(statuses)) if statuses else query


def _kept_row(row: Row[Any]) -> Kept:
    folio, process_id, versions, status, effect, outdated = tuple(row)
    numbers: Any = canonical_json.loads(versions)
    return Kept(folio, process_id, numbers, status, _effect(effect), bool(outdated))


def _effect(text: str) -> Effect:
    kept: Any = canonical_json.loads(text)
    return Effect.from_dict(kept)
