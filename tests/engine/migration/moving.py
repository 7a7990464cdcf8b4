"""Instances of small procedures, and their next versions."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, update

from engine.definitions.inspection import Source
from engine.instances.models import instances
from engine.instances.projection import Projection
from engine.instances.reading import EVERYTHING
from engine.migration import commands
from engine.migration.commands import Decision, Outcome, Preview
from engine.verification.instance_verifier import verify
from tests.engine.definitions import publishing
from tests.engine.execution.diagrams import diagram
from tests.engine.instances.again import assert_rebuilds
from tests.engine.verification.attacks import drop_triggers, history, rewrite
from tests.support import Company

REASON = "La auditoría pidió el cambio."


def procedure(
    flows: str, kinds: Mapping[str, str] | None = None, inner: Mapping[str, str] | None = None, lane: str = "comercial"
) -> bytes:
    """A diagram of user tasks in one lane."""
    source = diagram(flows, kinds, inner).decode()
    nodes = [part.partition('"')[0] for part in source.split(' id="')[2:] if "_" not in part.partition('"')[0]]
    refs = "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes)
    lanes = f'<bpmn:laneSet id="lanes"><bpmn:lane id="{lane}" name="{lane.title()}">{refs}</bpmn:lane></bpmn:laneSet>'
    return source.replace('isExecutable="true">', f'isExecutable="true">{lanes}', 1).encode()


def publish(company: Company, source: bytes | Source) -> None:
    """Put a version in force."""
    publishing.publish(company, source if isinstance(source, Source) else Source("p.bpmn", source))


def begun(company: Company, source: bytes | Source, *done: str) -> str:
    """An instance of a version, with some steps completed."""
    publish(company, source)
    folio = company.start("p", "comercial")
    for element in done:
        company.do(folio, element)
    return folio


def migrate(
    company: Company,
    folio: str,
    mapping: Mapping[str, str] | None = None,
    waived: tuple[str, ...] = (),
    *,
    reason: str = REASON,
    number: int | None = None,
    actor: str = "control_documentos",
) -> Projection:
    with company.database.transaction() as connection:
        decision = Decision(mapping or {}, waived)
        at = company.clock()
        return commands.migrate(connection, company.runtime, folio, reason, decision, number=number, actor=actor, at=at)


def migrate_all(company: Company, process_id: str = "p") -> list[Outcome]:
    given = company.database, company.runtime, process_id, REASON
    return list(commands.migrate_all(*given, actor="control_documentos", clock=company.clock))


def previews(company: Company, process_id: str = "p") -> dict[str, Preview]:
    with company.database.reading() as connection:
        found = commands.previews(connection, company.runtime, EVERYTHING, process_id)
        return {each.instance.folio: each for each in found}


def tampered(company: Company, folio: str) -> None:
    """Drop the snapshot, and take the second event out of the history, as the owner of a database may."""
    with company.database.transaction() as connection:
        drop_triggers(connection)
        connection.execute(update(instances).where(instances.c.folio == folio).values(snapshot=None))
        rewrite(connection, folio, [each for each in history(connection, folio) if each.seq != 2])


@contextmanager
def reading(company: Company) -> Iterator[Connection]:
    with company.database.reading() as connection:
        yield connection


def assert_in_order(company: Company, folio: str) -> None:
    """Everything stored follows from the history, and executing it again gives what was recorded."""
    assert_rebuilds(company, folio)
    with company.database.reading() as connection:
        report = verify(connection, company.runtime, folio)
    assert report.problems == ()
