"""Scenarios go with the version that a draft becomes, and a draft that begins with a version begins with them."""

import pytest

from engine.definitions import control, drafts, scenarios
from engine.definitions.scenarios import BadScenarioName, Kept, TooManyScenarios
from engine.errors import NotFound
from tests.engine.definitions.publishing import APPROVER, AUTHOR, REVIEWER, try_draft
from tests.engine.definitions.test_control import PROCESS, begin, do
from tests.support import Company

pytestmark = pytest.mark.both_databases


def keep(company: Company, draft: drafts.Draft, name: str, walk: str = "{}", expected: str = "{}") -> Kept:
    with company.database.transaction() as connection:
        return scenarios.keep(connection, draft.id, name, walk, expected, author=AUTHOR, at=company.clock())


def of_draft(company: Company, draft: drafts.Draft) -> list[Kept]:
    with company.database.reading() as connection:
        return scenarios.of_draft(connection, draft.id)


def publish(company: Company) -> int:
    try_draft(company)
    do(company, control.submit, "Prueba", actor=AUTHOR)
    do(company, control.review, actor=REVIEWER)
    number: int = do(company, control.approve, actor=APPROVER).number
    return number


def test_scenarios_travel_with_the_version(company: Company) -> None:
    draft = begin(company)
    kept = [keep(company, draft, "Se gana", '{"a":1}'), keep(company, draft, "Se pierde")]
    number = publish(company)
    with company.database.reading() as connection:
        assert scenarios.of_version(connection, PROCESS, number) == kept
        assert scenarios.of_version(connection, PROCESS, number - 1) == []
    another = do(company, drafts.start_draft, actor=AUTHOR)
    assert another.id != draft.id and of_draft(company, another) == kept
    keep(company, another, "Se gana", '{"a":2}')
    with company.database.reading() as connection:
        assert scenarios.of_version(connection, PROCESS, number) == kept  # what went with a version stays as it was


def test_a_scenario_takes_the_place_of_one_of_its_name(company: Company) -> None:
    draft = begin(company)
    keep(company, draft, "  Se   gana ", '{"a":1}')
    again = keep(company, draft, "Se gana", '{"a":2}')
    assert of_draft(company, draft) == [again]
    with company.database.transaction() as connection:
        assert scenarios.named(connection, draft.id, "Se gana") == again
        scenarios.remove(connection, draft.id, "Se gana")
        with pytest.raises(NotFound):
            scenarios.named(connection, draft.id, "Se gana")


def test_a_scenario_needs_a_name_that_can_be_read_in_a_list(company: Company) -> None:
    draft = begin(company)
    for name in (" ", "x" * (scenarios.LONGEST_NAME + 1)):
        with pytest.raises(BadScenarioName):
            keep(company, draft, name)


def test_there_are_not_more_than_can_be_run_at_every_change(company: Company) -> None:
    draft = begin(company)
    for number in range(scenarios.MOST):
        keep(company, draft, f"Escenario {number}")
    keep(company, draft, "Escenario 0")  # in the place of one: no more than before
    with pytest.raises(TooManyScenarios):
        keep(company, draft, "Uno más")


def test_a_walk_is_somebodys_and_is_forgotten_with_the_draft(company: Company) -> None:
    draft = begin(company)
    with company.database.transaction() as connection:
        scenarios.put_walk(connection, draft.id, AUTHOR, "1", at=company.clock())
        scenarios.put_walk(connection, draft.id, AUTHOR, "2", at=company.clock())
        scenarios.put_walk(connection, draft.id, REVIEWER, "3", at=company.clock())
        assert scenarios.walk_of(connection, draft.id, AUTHOR) == "2"
        scenarios.end_walk(connection, draft.id, REVIEWER)
        assert scenarios.walk_of(connection, draft.id, REVIEWER) is None
        assert scenarios.walk_of(connection, draft.id, AUTHOR) == "2"
    do(company, control.discard, actor=AUTHOR)
    with company.database.reading() as connection:
        assert scenarios.walk_of(connection, draft.id, AUTHOR) is None
