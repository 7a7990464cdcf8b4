"""Queries over samples and their worksheets."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from engine import canonical_json
from engine.db import AnyRow
from engine.errors import NotFound
from engine.sampling.drawing import Draw, Method, draw, read_list
from engine.sampling.models import sample_items, samples
from engine.sampling.record import Verdict
from engine.sampling.sizes import Plan, upper_limit


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample. `asked` is the address of the question that its population answered, `by` what its strata are of;
    `size` what was asked for, `items` how many were drawn; `done` and `deviating` count those whose worksheet is
    finished, and those with a deviation. Moments in UTC."""

    id: int
    title: str
    asked: str
    method: Method
    by: str
    seed: str
    size: int
    plan: Plan | None
    population: int
    digest: str
    attributes: tuple[str, ...]
    drawn_by: str
    drawn_at: datetime
    conclusion: str | None
    concluded_by: str | None
    concluded_at: datetime | None
    items: int
    done: int
    deviating: int

    @property
    def concluded(self) -> bool:
        """Whether nothing of it changes any more."""
        return self.concluded_at is not None


@dataclass(frozen=True, slots=True)
class Item:
    """One of a sample, in the order in which it was drawn, with what was found: by the number of the attribute, the
    verdict and the note."""

    folio: str
    position: int
    stratum: str
    hits: int
    verdicts: Mapping[int, tuple[Verdict, str]]
    judged_by: str | None
    judged_at: datetime | None

    @property
    def deviates(self) -> bool:
        """Whether anything in it deviates."""
        return any(verdict is Verdict.DEVIATION for verdict, _ in self.verdicts.values())


@dataclass(frozen=True, slots=True)
class Result:
    """What a sample shows of an attribute, as far as it was worked through: how many were examined (to which it
    applies), how many of them deviate, and up to which rate in per cent deviations may be of the population, with the
    confidence of the plan; None where that is not known: by monetary unit, without a plan, or nothing examined."""

    attribute: str
    examined: int
    deviations: int
    limit: float | None
    tolerable: float | None

    @property
    def bears(self) -> bool | None:
        """Whether it shows what the plan was to show; None where that is not known."""
        return None if self.limit is None or self.tolerable is None else self.limit <= self.tolerable + 1e-6


_ROW = [each for each in samples.c if each.name != "members"]


def page(connection: Connection, *, before: int | None = None, limit: int = 50) -> tuple[list[Sample], int | None]:
    """A page of the samples, the newest first, and the number before which the next one begins: None after the last."""
    older = () if before is None else (samples.c.id < before,)
    found = _samples(connection, *older, limit=limit + 1)
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def sample(connection: Connection, id: int) -> Sample:
    """One of them. Raises NotFound (kind ``sample``)."""
    found = _samples(connection, samples.c.id == id, limit=1)
    if not found:
        raise NotFound(kind="sample", id=str(id))
    return found[0]


def samples_of(connection: Connection, folio: str, *, limit: int = 50) -> list[Sample]:
    """The samples in which an instance is, the newest first."""
    those = select(sample_items.c.sample_id).where(sample_items.c.folio == folio)
    return _samples(connection, samples.c.id.in_(those), limit=limit)


def items(connection: Connection, id: int) -> list[Item]:
    """What was drawn, in that order, with its worksheets."""
    query = select(sample_items).where(sample_items.c.sample_id == id).order_by(sample_items.c.position)
    return [_item(row) for row in connection.execute(query)]


def item(connection: Connection, id: int, folio: str) -> tuple[Item, str | None]:
    """One of what was drawn, and the folio of the next whose worksheet is not finished, from there on and then from the
    first; None where all are. Raises NotFound (kind ``instance``)."""
    found = sample(connection, id)
    everything = items(connection, id)
    at = next((at for at, each in enumerate(everything) if each.folio == folio), None)
    if at is None:
        raise NotFound(kind="instance", id=folio)
    others = [*everything[at + 1 :], *everything[:at]]
    left = (each.folio for each in others if len(each.verdicts) < len(found.attributes))
    return everything[at], next(left, None)


def population(connection: Connection, id: int) -> bytes:
    """The list of the population from which a sample was drawn. Raises NotFound (kind ``sample``)."""
    packed = connection.execute(select(samples.c.members).where(samples.c.id == id)).scalar()
    if packed is None:
        raise NotFound(kind="sample", id=str(id))
    return zlib.decompress(packed)


def drawn_again(connection: Connection, found: Sample) -> Draw:
    """The sample drawn again from the list that was kept. Raises UnreadableList, and what drawing raises."""
    members = read_list(population(connection, found.id), found.method)
    return draw(members, found.method, found.seed, found.size)


def results(found: Sample, among: Sequence[Item]) -> list[Result]:
    """What a sample shows, attribute by attribute."""
    return [_result(found, number, text, among) for number, text in enumerate(found.attributes, 1)]


def _result(found: Sample, number: int, text: str, among: Sequence[Item]) -> Result:
    said = [each.verdicts[number][0] for each in among if number in each.verdicts]
    examined = sum(each is not Verdict.NOT_APPLICABLE for each in said)
    deviations = sum(each is Verdict.DEVIATION for each in said)
    if found.plan is None or found.method is Method.MONETARY or not examined:
        return Result(text, examined, deviations, None, found.plan.tolerable if found.plan else None)
    limit = upper_limit(examined, deviations, found.plan.confidence)
    return Result(text, examined, deviations, limit, found.plan.tolerable)


def _samples(connection: Connection, *conditions: ColumnElement[bool], limit: int) -> list[Sample]:
    query = select(*_ROW).where(*conditions).order_by(samples.c.id.desc()).limit(limit)
    rows = connection.execute(query).fetchall()
    deviating = func.sum(case((sample_items.c.deviations > 0, 1), else_=0))
    counts = select(sample_items.c.sample_id, sample_items.c.judged, func.count(), deviating)
    counts = counts.where(sample_items.c.sample_id.in_([row.id for row in rows]))
    by_sample: dict[int, list[AnyRow]] = {}
    for each in connection.execute(counts.group_by(sample_items.c.sample_id, sample_items.c.judged)):
        by_sample.setdefault(each[0], []).append(each)
    return [_sample(row, by_sample.get(row.id, [])) for row in rows]


def _sample(row: AnyRow, counts: Sequence[AnyRow]) -> Sample:
    asks: Any = canonical_json.loads(row.attributes)
    plan: Any = None if row.plan is None else canonical_json.loads(row.plan)
    fields = {name: value for name, value in row._mapping.items() if name not in ("attributes", "plan", "method")}
    return Sample(
        **fields,
        method=Method(row.method),
        attributes=tuple(asks),
        plan=None if plan is None else Plan(**plan),
        items=sum(each[2] for each in counts),
        done=sum(each[2] for each in counts if each[1] >= len(asks)),
        deviating=sum(each[3] for each in counts),
    )


def _item(row: AnyRow) -> Item:
    told: Any = canonical_json.loads(row.verdicts)
    verdicts = {int(number): (Verdict(each["verdict"]), each["note"]) for number, each in told.items()}
    return Item(row.folio, row.position, row.stratum, row.hits, verdicts, row.judged_by, row.judged_at)
