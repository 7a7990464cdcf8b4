"""What logs tell of a history: each step once, in its order, with its place in the life of its step."""

from itertools import pairwise

import pytest

from engine.history.event_types import REGISTRY, Assigns, EventType
from engine.mining.lifecycles import transition
from tests.bpmn.mining.game import allows
from tests.engine.mining.shipped import FOLDER, golden, shipped, told, views_of

NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_the_log_of_every_finished_history_is_allowed_by_the_net_of_its_version(name: str) -> None:
    case, row = told(name), golden(name).read_model["instances"][0]
    if row["status"] != "completed" or len(case.versions) > 1:
        return
    view = views_of(name)[-1] if views_of(name) else shipped(row["process_id"])
    labels = [done.label for done in case.done]
    assert labels and allows(view.net(), labels)
    assert not allows(view.net(), labels[:-1]) and not allows(view.net(), [*labels, labels[0]])


def test_some_are_finished() -> None:
    ended = [name for name in NAMES if golden(name).read_model["instances"][0]["status"] == "completed"]
    assert len(ended) > 10


@pytest.mark.parametrize("name", NAMES)
def test_the_full_log_has_every_event_and_an_order_within_each_moment(name: str) -> None:
    history, case = golden(name).history(), told(name)
    assert [each.event for each in case.told] == history
    assert all(before.at < after.at for before, after in pairwise(case.told))
    assert all((each.at.isoformat(timespec="milliseconds")[:23] == each.event.at[:23]) for each in case.told)


def test_the_parts_of_a_step_that_several_do_at_once_are_one() -> None:
    (done,) = (each for each in told("three_areas_at_once").done if len(each.parts) > 1)
    assert [part.index for part in done.parts] == [1, 2, 0] and done.last.event.actor == "soc_noc"


def test_a_part_that_is_not_over_is_not_told() -> None:
    history = golden("three_areas_at_once").history()
    open_still = [each.label for each in told("three_areas_at_once", history[:13]).done]
    assert len(open_still) == 3 and len(told("three_areas_at_once", history[:15]).done) == 4


def test_what_was_done_inside_a_called_procedure_is_not_told_but_in_the_full_log() -> None:
    case = told("purchase_through_a_new_alliance")
    inside = [each for each in case.told if each.event.scope and each.life == "complete"]
    assert {each.label for each in inside} >= {"Cotizar las soluciones tecnológicas", "Generar la alianza"}
    assert not {each.label for each in inside} & {each.label for each in case.done}
    assert [*case.scopes.values()] == ["Alianzas Estratégicas (PR-ALI-002)"]


def test_a_step_that_was_given_back_is_told_as_given_back() -> None:
    case = told("given_back")
    assert case.returned == 1
    given = shipped("gestion_comercial").returns["validacion", "prospeccion"]
    assert [done.label for done in case.done][:3] == [case.done[0].label, given, case.done[0].label]


def test_a_history_that_was_moved_says_from_where_to_where() -> None:
    case = told("moved_to_other_versions")
    assert case.versions == [1, 2, 3]
    assert [(move.old, move.new, dict(move.mapping)) for move in case.moves] == [(1, 2, {}), (2, 3, {"b": "c"})]


def test_lives_are_told_in_the_words_of_the_standard() -> None:
    case = told("handed_over_and_cancelled")
    lives = [(each.type.name.removeprefix("user_task_"), each.life) for each in case.told]
    assert lives == [
        ("instance_started", "start"),
        ("enabled", "schedule"),
        ("completed", "complete"),
        ("enabled", "schedule"),
        ("claimed", "assign"),
        ("released", "unknown"),
        ("assigned", "reassign"),
        ("comment_made", "unknown"),
        ("asked_for", "unknown"),
        ("taken_over", "reassign"),
        ("assigned", "reassign"),
        ("instance_cancelled", "pi_abort"),
        ("withdrawn", "pi_abort"),
        ("comment_made", "unknown"),
    ]
    assert {each.type.name for name in NAMES for each in told(name).told} <= REGISTRY.keys()


@pytest.mark.parametrize("type_", [each for each in REGISTRY.values() if each.assigns], ids=lambda type_: type_.name)
def test_whatever_gives_a_step_to_somebody_assigns_it(type_: EventType) -> None:
    (event, *_) = golden("handed_over_and_cancelled").history()
    life = "unknown" if type_.assigns is Assigns.NOBODY else "assign"
    assert transition(type_, event, None, aborted=False) == life


def test_steps_know_who_had_them_and_since_when() -> None:
    case = told("handed_over_and_cancelled")
    step = next(each for visit, each in case.steps.items() if visit.element == "validacion")
    assert (step.had, step.status, step.lane) == (
        ["preventa", "comercial", "preventa", "comercial"],
        "withdrawn",
        "preventa",
    )
    assert step.taken is not None and step.enabled < step.taken and step.label == "Validación administrativa y técnica"
