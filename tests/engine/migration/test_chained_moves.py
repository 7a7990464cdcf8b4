"""Moves after moves, inside called procedures, at the same moment, and of what an incident stops, in both verifiers."""

import io
from types import ModuleType

import pytest

from engine.definitions.inspection import Source
from engine.instances.runtime import Runtime
from engine.migration.commands import AlreadyThere
from tests.engine.definitions import publishing
from tests.engine.incidents.stopping import RIGHT, counting, stopped
from tests.engine.instances.test_concurrency import at_once, refusals
from tests.engine.migration.moving import assert_in_order, begun, migrate, previews, procedure, publish
from tests.engine.verification.opportunity import evidence_of_one
from tests.engine.verifier.test_verifier import bare, golden, verifier  # noqa: F401
from tests.support import Company

pytestmark = pytest.mark.both_databases

OLD = procedure("start > a > b > end")


def assert_proven(company: Company, folio: str, by: ModuleType) -> None:
    """Both verifiers find nothing wrong, and leave nothing open."""
    assert_in_order(company, folio)
    with company.database.reading() as connection:
        content = evidence_of_one(connection, Runtime(company.runtime.calendar), folio)
    findings = by.verdict.verify(by.evidence.Evidence(io.BytesIO(content)))
    assert (findings.problems, [each for each in findings.reserves if "se ejecutó" in each]) == ([], [])


def test_an_instance_is_moved_on_and_on_and_back_to_what_was_before(
    company: Company,
    verifier: ModuleType,  # noqa: F811
) -> None:
    folio = begun(company, OLD, "a")
    item = company.task(folio, "b").item
    for source, mapping in (
        (procedure("start > a > c > end"), {"b": "c"}),
        (procedure("start > a > new > c > newer > end"), {}),
        (OLD, {"c": "b"}),
    ):
        publish(company, source)
        migrate(company, folio, mapping)
        assert_proven(company, folio, verifier)
    now = company.task(folio, "b").item
    assert (now.id, str(now.visit)) == (item.id, "b#2"), "the same work, another time round"
    company.do(folio, "b")
    assert company.tasks(folio) == []
    assert_proven(company, folio, verifier)


@pytest.mark.parametrize("place", ["", "end", "start"])
def test_an_instance_is_moved_to_where_it_ends_or_begins_anew(
    company: Company,
    verifier: ModuleType,  # noqa: F811
    place: str,
) -> None:
    folio = begun(company, OLD)
    publish(company, procedure("start > c > b > end"))
    became = migrate(company, folio, {"a": place})
    assert became.end == (place if place == "end" else None)
    assert [task.item.visit.element for task in company.tasks(folio)] == (["c"] if place == "start" else [])
    assert_proven(company, folio, verifier)


def called(flows: str) -> Source:
    source = procedure(flows).replace(b'id="p"', b'id="q"').replace(b'name="P', b'name="Q')
    return Source("q.bpmn", source)


def calling(flows: str) -> Source:
    return Source("p.bpmn", procedure(flows, {"call": 'callActivity calledElement="q"'}))


def test_an_instance_goes_on_inside_what_it_calls_when_that_has_another_version(
    company: Company,
    verifier: ModuleType,  # noqa: F811
) -> None:
    publishing.publish(company, called("start > x > y > end"), calling("start > a > call > b > end"))
    folio = company.start("p", "comercial")
    company.do(folio, "a")
    item = company.task(folio, "x").item
    publishing.publish(company, called("start > x > new > y > end"))
    assert list(previews(company, "q")) == [folio], "it runs on the old version of what it calls"
    migrate(company, folio)
    assert (company.task(folio, "x").item.id, company.history(folio)[-2].payload["to"]) == (item.id, {"p": 1, "q": 2})
    publishing.publish(company, calling("start > a > call > newer > b > end"))
    migrate(company, folio)
    for element in ("x", "new", "y", "newer", "b"):
        company.do(folio, element)
    assert company.tasks(folio) == []
    assert_proven(company, folio, verifier)


def test_of_two_who_move_an_instance_at_the_same_moment_one_does_and_the_other_is_told(
    company: Company,
    verifier: ModuleType,  # noqa: F811
) -> None:
    folio = begun(company, OLD)
    publish(company, procedure("start > a > new > b > end"))
    outcomes = at_once(company, *[lambda own: migrate(own, folio)] * 2)
    assert refusals(outcomes) == [AlreadyThere]
    assert [event.type for event in company.history(folio)].count("instance_migrated") == 1
    assert_proven(company, folio, verifier)


@pytest.mark.parametrize("ends", [False, True])
def test_an_incident_of_a_step_that_becomes_another_is_over_with_the_move(
    company: Company,
    verifier: ModuleType,  # noqa: F811
    ends: bool,
) -> None:
    folio = stopped(company)
    later = counting(RIGHT, "start > b > contar > script > end" if ends else "start > contar > script > b > end")
    publish(company, later)
    migrate(company, folio, {"contar": "b"} if ends else {})
    types = [event.type for event in company.history(folio)]
    assert ("incident_resolved" in types) is ends
    assert_proven(company, folio, verifier)
