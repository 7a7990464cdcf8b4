"""What a draft would have done to instances that ended."""

import json
from collections.abc import Mapping

import pytest

from engine.definitions.inspection import Source
from tests.engine.definitions.publishing import publish
from tests.engine.impact.trying import effects, told
from tests.engine.migration.moving import procedure
from tests.support import Company

CAUCE = 'xmlns:cauce="urn:cauce:bpmn:1"'
WAYS = "start > a > choice [monto>100] > b > end\nchoice [else] > c > end2"


def asks(form: str) -> str:
    return f'<bpmn:extensionElements><cauce:activity {CAUCE} form="{form}"/></bpmn:extensionElements>'


def form(*keys: str, required: bool = False) -> bytes:
    components = [
        {"type": "number", "id": f"f_{key}", "key": key, "label": key, "validate": {"required": required}}
        for key in keys
    ]
    return json.dumps({"type": "default", "id": "f", "components": components}).encode()


def source(
    flows: str = WAYS, forms: Mapping[str, tuple[str, ...]] | None = None, *, required: bool = False, **kinds: str
) -> Source:
    """A procedure in which the steps that `forms` names ask for numbers; without it, `a` asks for the amount."""
    asked = {"a": ("monto",)} if forms is None else forms
    diagram = procedure(flows, kinds, {step: asks(f"de_{step}") for step in asked})
    return Source("p.bpmn", diagram, {f"de_{step}": form(*keys, required=required) for step, keys in asked.items()})


def ended(company: Company, given: Source, **answers: Mapping[str, object]) -> str:
    publish(company, given)
    return again(company, **answers)


def again(company: Company, **answers: Mapping[str, object]) -> str:
    folio = company.start("p", "comercial")
    company.drive(folio, {step: [values] for step, values in answers.items()})
    return folio


def one(company: Company, draft: Source) -> tuple[str | None, ...]:
    (found,) = effects(company, draft).values()
    return told(found)


def test_what_only_says_it_otherwise_is_the_same(company: Company) -> None:
    ended(company, source(), a={"monto": 500})
    assert one(company, source(b='userTask name="Otro nombre"')) == ("same", None, None)


def test_a_flow_drawn_anew_to_the_same_step_is_the_same(company: Company) -> None:
    ended(company, source(), a={"monto": 500})
    draft = source()
    assert one(company, Source("p.bpmn", draft.diagram.replace(b"choice_b", b"Flow_1"), draft.forms)) == (
        "same",
        None,
        None,
    )


def test_a_gateway_that_decides_otherwise_is_told_with_the_way_it_takes(company: Company) -> None:
    ended(company, source(), a={"monto": 500})
    again(company, a={"monto": 5000})
    found = effects(company, source(WAYS.replace(">100", ">1000")))
    assert [told(each) for each in found.values()] == [("differs", "other_way", "choice"), ("same", None, None)]
    assert [each.flows for each in found.values()] == [("choice_c",), ()]


def test_a_step_that_it_did_not_take_is_told(company: Company) -> None:
    ended(company, source(), a={"monto": 500})
    assert one(company, source(WAYS.replace("> b >", "> b > new >"))) == ("differs", "new_step", "new")
    assert one(company, source("start > new > a" + WAYS[9:])) == ("differs", "new_step", "new")


def test_a_step_drawn_into_the_way_of_no_condition_is_a_new_step_and_no_other_way(company: Company) -> None:
    ended(company, source(), a={"monto": 5})
    assert one(company, source(WAYS.replace("[else] > c", "[else] > new > c"))) == ("differs", "new_step", "new")


def test_a_step_that_is_gone_is_told_and_its_answer_serves_where_the_draft_asks_for_it(company: Company) -> None:
    ended(company, source("start > ask > a" + WAYS[9:], {"ask": ("monto",)}), ask={"monto": 500})
    assert one(company, source()) == ("differs", "not_reached", "ask")
    assert one(company, source(forms={})) == ("differs", "other_way", "choice")


def test_what_depends_on_an_answer_that_nobody_gave_is_a_decision(company: Company) -> None:
    ended(company, source(), a={"monto": 500})
    draft = "start > a > new > choice [margen>100] > b > end\nchoice [else] > c > end2"
    assert one(company, source(draft, {"a": ("monto",), "new": ("margen",)})) == ("decision", "answer_missing", "new")
    same = "start > a > choice [margen>100] > b > end\nchoice [else] > c > end2"
    assert one(company, source(same, {"a": ("monto", "margen")})) == ("decision", "answer_missing", "a")


def test_it_depends_on_an_answer_that_nobody_gave_even_where_without_it_nothing_changes(company: Company) -> None:
    ended(company, source(), a={"monto": 5})
    draft = "start > a > choice [margen>100] > b > end\nchoice [else] > c > end2"
    assert one(company, source(draft, {"a": ("monto", "margen")})) == ("decision", "answer_missing", "a")
    asked_later = {"a": ("monto",), "c": ("margen",)}
    assert one(company, source(draft, asked_later)) == ("same", None, None)


def test_an_answer_that_was_left_empty_serves_nobody_who_asks_for_it(company: Company) -> None:
    ended(company, source("start > ask > a" + WAYS[9:], {"ask": ("monto",)}), ask={})
    assert one(company, source()) == ("decision", "answer_missing", "a")


def test_a_condition_that_nothing_fills_is_found_before_it_is_signed(company: Company) -> None:
    ended(company, source(), a={"monto": 500})
    draft = "start > a > choice [montos>100] > b > end\nchoice [montos<=100] > c > end2"
    assert one(company, source(draft)) == ("impossible", "cannot_go_on", "choice")
    assert one(company, source(forms={})) == ("differs", "other_way", "choice")


def test_another_order_and_another_end_are_told(company: Company) -> None:
    ended(company, source("start > a > b > end", {}))
    assert one(company, source("start > b > a > end", {})) == ("differs", "other_order", "b")
    assert one(company, source("start > a > b > end3", {})) == ("differs", "other_end", "end3")


def test_a_loop_is_gone_through_as_often_as_it_was(company: Company) -> None:
    loop = "start > a > choice [monto>100] > b > end\nchoice [else] > c > a"
    publish(company, source(loop))
    folio = company.start("p", "comercial")
    company.drive(folio, {"a": [{"monto": 1}, {"monto": 2}, {"monto": 500}]})
    assert one(company, source(loop)) == ("same", None, None)
    assert one(company, source(loop.replace(">100", ">1"))) == ("differs", "other_way", "choice")
    assert one(company, source(loop.replace("> b >", "> b > new >"))) == ("differs", "new_step", "new")


def test_a_loop_that_the_draft_would_have_begun_is_another_way_and_no_answer_of_the_guess(company: Company) -> None:
    loop = "start > a > choice [monto>100] > b > end\nchoice [else] > c > a"
    ended(company, source(loop), a={"monto": 500})
    assert one(company, source(loop.replace(">100", ">1000"))) == ("differs", "other_way", "choice")


def test_what_was_cancelled_is_compared_as_far_as_it_went(company: Company) -> None:
    publish(company, source())
    folio = company.start("p", "comercial")
    company.do(folio, "a", {"monto": 500})
    company.command("cancel", folio, "Ya no se necesita.", actor="comercial")
    assert one(company, source(WAYS.replace("> b >", "> b > new >"))) == ("same", None, None)
    assert one(company, source(WAYS.replace(">100", ">1000"))) == ("differs", "other_way", "choice")


def test_equal_routes_are_executed_once(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.impact import forecast

    ended(company, source(), a={"monto": 500})
    again(company, a={"monto": 500})
    again(company, a={"monto": 501})
    done = []
    monkeypatch.setattr(forecast, "effect_on_past", lambda *given: done.append(given) or forecast.Effect("same"))
    effects(company, source())
    assert len(done) == 2
