"""The facts that histories give: the same however often folding stops and goes on, and what each of them says."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

import bpmn
from engine.calendar.office import OfficeCalendar
from engine.calendar.past import CalendarPast
from engine.execution.compiler import compile_process
from engine.facts.folding import Facts, World, again, facts_of, fold, greatest_pass, longer
from engine.facts.models import VisitKind, VisitStatus
from engine.facts.rows import VisitFacts, instance_from, row_of, visit_from, visit_row
from engine.facts.valuing import Values, scaled, with_answers
from engine.history.chain import Event, opened
from engine.history.visits import Visit
from tests.golden.files import FOLDER, Golden
from tests.golden.routes import ROUTES

MARKED = frozenset({("cliente",), ("monto_propuesta",), ("areas",), ("fecha_entrega",)})
SHIPPED = Path(bpmn.__file__).parent / "processes"


def golden(route: str) -> list[Event]:
    return Golden.read((FOLDER / f"{route}.json").read_text()).history()


@pytest.fixture(scope="module")
def world() -> World:
    sources = [path.read_bytes() for path in sorted(SHIPPED.glob("*/*.bpmn"))]
    shipped = compile_process("gestion_comercial", sources)
    return World(
        CalendarPast(OfficeCalendar("America/Mexico_City")), lambda process_id, versions: shipped, lambda ids: MARKED
    )


def stored(facts: Facts) -> Facts:
    """What is read again of facts that were stored."""
    visits = [visit_from(visit_row(each)) for each in facts.open.values()]
    values = dict(facts.values)
    return Facts(instance_from(row_of(facts.whole)), {each.visit: each for each in visits}, values=values)


@pytest.mark.parametrize("route", ROUTES)
def test_folding_may_stop_after_any_event(world: World, route: str) -> None:
    history = golden(route)
    whole = facts_of(history, world)
    for cut in range(1, len(history)):
        before = facts_of(history[:cut], world)
        after = fold(stored(before), history[cut:], world)
        assert (after.instance, after.open, after.values) == (whole.instance, whole.open, whole.values)
        assert {**before.visits, **after.visits} == whole.visits
        assert before.passages + after.passages == whole.passages
        assert before.said + after.said == whole.said


@pytest.mark.parametrize("route", ROUTES)
def test_every_visit_of_the_history_is_there_once_and_what_ended_holds_nothing_open(world: World, route: str) -> None:
    history, facts = golden(route), facts_of(golden(route), world)
    completed = [event for event in history if event.type == "user_task_completed"]
    work = [each for each in facts.visits.values() if each.kind is VisitKind.USER_TASK]
    done = [each for each in work if each.status is VisitStatus.COMPLETED]
    assert facts.open == {} and all(each.closed_at is not None for each in facts.visits.values())
    assert sorted(each.closing_seq or 0 for each in done) == [event.seq for event in completed]
    assert facts.whole.steps == len(completed) and facts.whole.events == len(history)
    assert {each.person for each in done} == {event.actor for event in completed}


def one(facts: Facts, element: str, round_: int = 1) -> VisitFacts:
    (found,) = (each for each in facts.visits.values() if each.visit[1:3] == (element, round_))
    return found


def test_it_says_how_an_instance_ended(world: World) -> None:
    outcomes = {route: facts_of(golden(route), world).whole.outcome for route in ROUTES}
    assert outcomes["won"] == "fin_ganada" and outcomes["no_go"] == "fin_no_go"
    assert outcomes["corrected_twice_and_lost_on_price"] == "fin_no_obtenida"
    assert outcomes["handed_over_and_cancelled"] == "cancelled" and outcomes["begun_with_who_and_what"] == "mistake"


def test_it_counts_rounds_corrections_people_and_returns(world: World) -> None:
    lost = facts_of(golden("corrected_twice_and_lost_on_price"), world).whole
    assert (lost.rounds, lost.corrections, lost.people, lost.status) == (3, 3, 6, "completed")
    back = facts_of(golden("given_back"), world).whole
    assert (back.returned, back.corrections, back.migrated) == (1, 2, False)
    assert facts_of(golden("stopped_and_repaired"), world).whole.incidents == 2


def test_a_visit_that_a_move_carried_on_keeps_its_row_under_its_new_name(world: World) -> None:
    history = golden("moved_to_other_versions")
    facts = facts_of(history, world)
    moved = [event for event in history if event.type == "user_task_moved"]
    assert moved and facts.whole.migrated and facts.whole.first_version < facts.whole.version
    for event in moved:
        begun = next(
            each for each in facts.visits.values() if each.visit[:3] == (event.scope, event.element, event.round)
        )
        assert begun.seq < event.seq and begun.version > facts.whole.first_version


def test_it_says_by_how_much_a_term_was_missed_and_how_long_work_waited(world: World) -> None:
    facts = facts_of(golden("reminded_and_escalated"), world)
    missed = [each for each in facts.visits.values() if each.missed_minutes]
    assert facts.whole.missed == len(missed) == 2
    assert facts.whole.missed_minutes == max(each.missed_minutes or 0 for each in missed) == 540
    assert one(facts_of(golden("handed_over_and_cancelled"), world), "validacion").waited_minutes == 1


def test_what_happens_in_a_call_is_of_the_called_procedure(world: World) -> None:
    facts = facts_of(golden("won"), world)
    inside = [each for each in facts.visits.values() if each.visit.scope]
    assert {each.process_id for each in inside} == {"alianzas_estrategicas"}
    assert {each.kind for each in inside} == {VisitKind.USER_TASK, VisitKind.ELEMENT}
    assert {process for process, _ in facts.passages} == {"gestion_comercial", "alianzas_estrategicas"}


def test_passages_are_those_that_gateways_named(world: World) -> None:
    history = golden("won")
    named = [flow for event in history for flow in event.payload.get("flows") or ()]  # type: ignore[attr-defined]
    assert sorted(facts_of(history, world).passages.elements()) == sorted(
        (process, flow) for process, flow in facts_of(history, world).passages.elements() if flow in named
    )
    assert facts_of(history, world).passages.total() == len(named)


def test_without_values_there_are_none_and_no_terms(world: World) -> None:
    history = [opened(event, bytes(32)) for event in golden("won")]
    facts = facts_of(history, world)
    assert facts.values == {} and facts.said == [] and facts.whole.missed == 0
    assert {each.due_at for each in facts.visits.values()} == {None}
    assert facts.whole.steps == facts_of(golden("won"), world).whole.steps


def test_a_substitute_acts_in_the_place_of_somebody(world: World) -> None:
    history = [
        event._replace(actor="ana", in_place_of="preventa") if event.element == "validacion" else event
        for event in golden("no_go")
    ]
    done = one(facts_of(history, world), "validacion")
    assert (done.person, done.in_place_of, done.role) == ("ana", "preventa", "comercial")


@pytest.mark.parametrize(
    ("visit", "number"),
    [
        (Visit("", "a", 1), 1),
        (Visit("", "a", 2), 2),
        (Visit("sub#1", "a", 1), 1),
        (Visit("sub#3.0/call#1", "a", 1), 3),
    ],
)
def test_a_visit_is_one_more_where_it_or_what_it_stands_in_is(visit: Visit, number: int) -> None:
    assert greatest_pass(visit) == number and again(visit) is (number > 1)


def test_a_variant_depends_on_the_steps_and_their_order_alone() -> None:
    ways = [("p", "a"), ("p", "b")], [("p", "b"), ("p", "a")], [("p", "a"), ("q", "b")]
    found = {_variant(way) for way in ways}
    assert len(found) == 3 and _variant(ways[0]) in found


def _variant(way: list[tuple[str, str]]) -> str:
    found = ""
    for process_id, element in way:
        found = longer(found, process_id, element)
    return found


def after(*answers: tuple[Mapping[str, object], Visit], chains: frozenset[tuple[str, ...]] | None = None) -> Values:
    values: Values = {}
    for given, at in answers:
        with_answers(values, chains or frozenset({("a",), ("rows", "b")}), given, at)
    return values


at = partial(Visit, "")


def test_what_is_answered_again_takes_the_place_of_what_was_answered_before() -> None:
    found = after(({"a": 1}, at("x", 1)), ({"a": 2.5, "other": 3}, at("y", 1)), ({"rows": []}, at("y", 1)))
    assert {key: value.number for key, value in found.items()} == {("a", ""): 25_000}
    assert after(({"a": 1}, at("x", 1)), ({"a": None}, at("y", 1))) == {}


def test_lists_give_a_value_for_each_item() -> None:
    found = after(({"a": ["x", "Y"], "rows": [{"b": 1}, {"b": None}, {"b": "2026-03-02"}]}, at("x", 1)))
    assert {key: (value.text_key, value.number, value.day) for key, value in found.items()} == {
        ("a", "0"): ("x", None, None),
        ("a", "1"): ("y", None, None),
        ("rows.b", "0"): (None, 10_000, None),
        ("rows.b", "2"): ("2026-03-02", None, "2026-03-02"),
    }


def test_each_instance_of_a_repeated_activity_answers_for_itself_and_a_new_round_for_all() -> None:
    first = ({"a": 1}, at("x", 1, 0)), ({"a": 2}, at("x", 1, 1))
    assert {part: value.number for (_, part), value in after(*first).items()} == {"0": 10_000, "1": 20_000}
    second = ({"a": 3}, at("x", 2, 0))
    assert {part: value.number for (_, part), value in after(*first, second).items()} == {"0": 30_000}


@pytest.mark.parametrize(
    ("value", "number"),
    [(0.1, 1_000), (1_250_000, 12_500_000_000), (-2, -20_000), (True, None), ("1", None), (1e300, None), (None, None)],
)
def test_numbers_are_kept_exactly_or_not_at_all(value: object, number: int | None) -> None:
    assert scaled(value) == number
