"""What a draft does to finished instances: their histories are executed on it, in a process for each core. On SQLite.

Some instances are really driven to their end, by answers drawn at random that take every way and both loops of the
procedure; the others are copies of their rows. The draft decides the other way at one gateway and has one step more.
The seconds are those of `cauce impact` from the first row that is read to the last verdict, and, beside them, those of
all processors together.
"""

import resource
from collections.abc import Sequence
from random import Random
from time import perf_counter

from sqlalchemy import Column, Connection, Table, func, insert, select

from engine.db import Database
from engine.definitions import sources
from engine.history.models import events
from engine.history.statuses import InstanceStatus
from engine.impact.effects import Verdict
from engine.impact.trial import Proposal, all_candidates, try_on_all
from engine.instances import commands, queries, samples
from engine.instances.models import instances
from engine.instances.reading import EVERYTHING
from tests.bench.procedure import CHECK, PROCESS, START, Decisions, moment, start
from tests.bench.report import COUNTS
from tests.bench.stores import SQLITE
from tests.bench.workloads.setting import Bench, Company

TEN_THOUSAND = 10_000
FIRST = 1_000
"""The number of the first instance: above those of the rehearsal."""
MOST = 10_000
"""Steps of an instance, at most."""
BEFORE, AFTER = b"cumple == True", b"cumple == False"


class NothingToSay(Exception):
    """The draft made no difference to any history, or no sense of some: this measured nothing."""


def run(bench: Bench) -> None:
    """Seconds for ten thousand histories: elapsed, and of all processors."""
    sizes = bench.sizes
    company = bench.company(SQLITE)
    _fill(company, sizes.driven, sizes.finished)
    if sizes.finished != TEN_THOUSAND:
        bench.report.notes["impact_10k_s"] = (
            f"{sizes.finished:,} histories stand in for the ten thousand, with what beginning costs"
        )
    for _ in range(sizes.runs):
        elapsed, spent = _measured(company.database, sizes.finished)
        bench.report.add(COUNTS, "impact_10k_s", elapsed)
        bench.report.add(COUNTS, "impact_10k_cpu_s", spent)
    company.database.close()


def _measured(database: Database, finished: int) -> tuple[float, float]:
    proposal = _proposal()
    before, begun = _spent(), perf_counter()
    wanted = [each for each in all_candidates(database, proposal, START) if each.status == InstanceStatus.COMPLETED]
    tried = [each for share in try_on_all(database.url, proposal, wanted) for each in share]
    elapsed, spent = perf_counter() - begun, _spent() - before
    verdicts = [each.effect.verdict for each in tried]
    if len(tried) != finished or set(verdicts) - {Verdict.SAME, Verdict.DIFFERS} or Verdict.DIFFERS not in verdicts:
        raise NothingToSay(f"{len(tried)} of {finished}: {sorted(set(verdicts))}")
    return elapsed * TEN_THOUSAND / finished, spent * TEN_THOUSAND / finished


def _proposal() -> Proposal:
    source = next(each for each in sources.shipped() if PROCESS in each.file)
    assert BEFORE in source.diagram
    return Proposal(PROCESS, source.diagram.replace(BEFORE, AFTER), source.forms)


def _spent() -> float:
    """Seconds of the processor: of this process and of those that it has waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def _fill(company: Company, driven: int, finished: int) -> None:
    """So many finished instances, of which `driven` were driven and the others are their copies."""
    lot = Random(1)
    for number in range(FIRST, FIRST + driven):
        _drive(company, number, lot)
    ended = select(instances.c.id).where(instances.c.status == InstanceStatus.COMPLETED).order_by(instances.c.id)
    with company.database.transaction() as connection:
        originals = list(connection.scalars(ended))
        last = connection.scalar(select(func.max(instances.c.id))) or 0
        missing = finished - len(originals)
        for number in range(-(-missing // len(originals))):
            wanted = originals[: missing - number * len(originals)]
            offset = last + number * last
            for table, id_ in ((instances, instances.c.id), (events, events.c.instance_id)):
                _copy(connection, table, id_, wanted, offset)
    with company.database.transaction() as connection:
        connection.exec_driver_sql("ANALYZE")  # as each database does by itself sooner or later


def _drive(company: Company, number: int, lot: Random) -> None:
    """Start an instance and do whatever is open, the oldest first, to its end."""
    folio, steps = start(company.database, company.runtime, number), iter(range(1, MOST))
    while True:
        with company.database.transaction() as connection:
            waiting = queries.tasks(connection, EVERYTHING, folio=folio)
            if not waiting:
                return
            item, actor, at = waiting[0].item, waiting[0].candidates[0], moment(number, next(steps))
            given = _answers(lot).get(item.visit.element, {})
            values = samples.filled(connection, company.runtime, item.id, given, actor=actor, at=at)
            commands.complete(connection, company.runtime, item.id, values, actor=actor, at=at)


def _answers(lot: Random) -> Decisions:
    """What might be decided at each step."""
    kind = lot.choice(["servicio", "compraventa", "servicio_administrado"])
    technique, price = lot.random() < 0.7, lot.random() < 0.7
    areas = lot.sample(["soc_noc", "consultoria", "ciberinteligencia"], lot.randint(1, 3))
    review: dict[str, object] = {"cumple_tecnicamente": technique, "cumple_economicamente": price}
    if not (technique and price):
        review["acepta_comentarios"] = lot.random() < 0.5
    return {
        "validacion": {"tipo_requerimiento": kind, "areas": areas, "requiere_ti": lot.random() < 0.5},
        "cotizar_soluciones": {"requiere_alianza": lot.random() < 0.5},
        "validar_business_case": {"business_case_aprobado": lot.random() < 0.8, "go": lot.random() < 0.8},
        CHECK: {"cumple": lot.random() < 0.7},
        "revisar_propuesta": review,
    }


def _copy(connection: Connection, table: Table, id_: Column[int], wanted: Sequence[int], offset: int) -> None:
    """Copy the rows of some instances, with ids that are `offset` higher; events get positions of their own."""
    changed = {id_.name: id_ + offset, "folio": instances.c.folio + f"-{offset}"}
    columns = [column for column in table.c if column.name != "position"]
    rows = select(*(changed.get(column.name, column) for column in columns)).where(id_.in_(wanted))
    connection.execute(insert(table).from_select([column.name for column in columns], rows))
