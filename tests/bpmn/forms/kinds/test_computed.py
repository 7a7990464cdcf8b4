"""Values that the server works out: from what, in which order, and what becomes of what is posted for them."""

import json
from collections.abc import Callable
from datetime import date

import pytest

from bpmn.forms.evaluate import evaluate
from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.sample import sample
from bpmn.forms.schema.reader import read_form
from bpmn.forms.validate import validate

Make = Callable[..., Form]
ENVIRONMENT = Environment(date(2026, 11, 24))


def number(key: str, **more: object) -> dict[str, object]:
    return {"type": "number", "key": key, **more}


def computed(key: str, expression: str, **more: object) -> dict[str, object]:
    return {"type": "expression", "key": key, "expression": expression, **more}


def values(form: Form, submitted: dict[str, object], data: dict[str, object] | None = None) -> dict[str, object]:
    found = validate(form, submitted, data or {}, environment=ENVIRONMENT)
    assert found.errors == ()
    return found.values


def test_a_computed_value_is_stored_with_the_others(form_of: Make) -> None:
    form = form_of(number("a"), number("b"), computed("suma", "=a + b"))
    assert values(form, {"a": 1, "b": 2}) == {"a": 1, "b": 2, "suma": 3}
    assert form.keys == {"a", "b", "suma"}


def test_what_is_posted_for_it_counts_for_nothing(form_of: Make) -> None:
    form = form_of(number("a"), computed("doble", "=a * 2"))
    for posted in (999, "x", {"otro": 1}, None):
        assert values(form, {"a": 2, "doble": posted})["doble"] == 4


def test_what_the_instance_holds_from_an_earlier_round_counts_for_nothing(form_of: Make) -> None:
    form = form_of(number("a"), computed("doble", "=a * 2"))
    assert values(form, {"a": 2}, {"a": 50, "doble": 100})["doble"] == 4


def test_it_is_null_while_what_it_needs_is_missing(form_of: Make) -> None:
    assert values(form_of(number("a"), computed("doble", "=a * 2")), {})["doble"] is None


def test_computed_values_may_need_one_another_in_any_order_on_the_page(form_of: Make) -> None:
    form = form_of(
        computed("margen", "=utilidad / ingreso"),
        computed("utilidad", "=ingreso - costo"),
        number("ingreso"),
        number("costo"),
    )
    found = values(form, {"ingreso": 200, "costo": 150})
    assert (found["utilidad"], found["margen"]) == (50, 0.25)


def test_a_total_follows_the_rows_which_compute_values_of_their_own(form_of: Make) -> None:
    form = form_of(
        {
            "type": "dynamiclist",
            "path": "renglones",
            "components": [number("cantidad"), number("precio"), computed("importe", "=this.cantidad * this.precio")],
        },
        computed("total", "=sum(renglones.importe)"),
    )
    found = values(form, {"renglones": [{"cantidad": 2, "precio": 10}, {"cantidad": 1, "precio": 5, "importe": 99}]})
    assert [row["importe"] for row in found["renglones"]] == [20, 5]  # type: ignore[attr-defined]
    assert found["total"] == 25


def test_a_number_is_rounded_half_up_to_its_decimal_digits(form_of: Make) -> None:
    form = form_of(number("a"), computed("iva", "=a * 0.16", decimalDigits=2))
    assert values(form, {"a": 0.03125})["iva"] == 0.01  # 0.005 is half: a bank's rounding would make it 0
    assert values(form, {"a": 10})["iva"] == 1.6


def test_a_hidden_one_is_neither_stored_nor_seen(form_of: Make) -> None:
    form = form_of(
        number("a"),
        computed("doble", "=a * 2", conditional={"hide": "=a > 5"}),
        {"type": "textfield", "key": "razon", "conditional": {"hide": "=doble != null"}},
    )
    assert values(form, {"a": 3}) == {"a": 3, "doble": 6}
    assert values(form, {"a": 6, "razon": "x"}) == {"a": 6, "razon": "x"}


def test_conditions_follow_a_computed_value(form_of: Make) -> None:
    form = form_of(
        number("a"),
        computed("doble", "=a * 2"),
        {
            "type": "textfield",
            "key": "razon",
            "conditional": {"hide": "=not(doble > 10)"},
            "validate": {"required": True},
        },
    )
    assert values(form, {"a": 5}) == {"a": 5, "doble": 10}
    found = validate(form, {"a": 6}, {}, environment=ENVIRONMENT)
    assert [error.field for error in found.errors] == ["razon"]


def test_a_field_hidden_by_what_it_would_change_counts_no_more_in_the_total(form_of: Make) -> None:
    form = form_of(
        {"type": "checkbox", "key": "con_envio"},
        number("envio", conditional={"hide": "=con_envio != true"}),
        number("precio"),
        computed("total", "=precio + (if envio = null then 0 else envio)"),
    )
    assert values(form, {"con_envio": True, "envio": 10, "precio": 5})["total"] == 15
    assert values(form, {"con_envio": False, "envio": 10, "precio": 5})["total"] == 5


def test_it_stands_in_the_context_for_whoever_draws_the_form(form_of: Make) -> None:
    form = form_of(number("a"), computed("doble", "=a * 2"))
    state = evaluate(form, {"a": 4}, {}, environment=ENVIRONMENT)
    assert state.context["doble"] == 8
    assert ("doble",) in state.locked


def test_a_sample_leaves_it_to_the_server(form_of: Make) -> None:
    form = form_of(number("a", validate={"required": True}), computed("doble", "=a * 2"))
    filled = sample(form, {}, {}, environment=ENVIRONMENT, file=lambda key: {})
    assert "doble" not in filled
    assert values(form, filled)["doble"] == 2


def test_a_value_too_large_to_store_is_null(form_of: Make) -> None:
    form = form_of({"type": "textarea", "key": "a"}, computed("b", "=[a, a, a, a, a, a, a, a]"))
    assert values(form, {"a": "x" * 20_000})["b"] is None


def findings(*components: dict[str, object]) -> list[tuple[str, str | None, int | None]]:
    data = json.dumps({"type": "default", "id": "f", "components": components}, indent=1).encode()
    return [(finding.code, finding.element, finding.line) for finding in read_form(data).findings]


@pytest.mark.parametrize(
    "components",
    [
        [computed("a", "=a + 1")],
        [computed("a", "=b + 1"), computed("b", "=a + 1")],
        [number("n", conditional={"hide": "=a > 1"}), computed("a", "=n + 1")],
        [computed("a", "=n", conditional={"hide": "=a > 1"}), number("n")],
        [
            {"type": "dynamiclist", "path": "l", "components": [computed("x", "=total")]},
            computed("total", "=sum(l.x)"),
        ],
        [{"type": "dynamiclist", "path": "l", "components": [computed("x", "=this.x + 1")]}],
        [{"type": "dynamiclist", "path": "l", "components": [computed("x", "=parent.t")]}, computed("t", "=count(l)")],
    ],
)
def test_a_value_that_depends_on_itself_is_a_finding(components: list[dict[str, object]]) -> None:
    assert "form_circular" in [code for code, _, _ in findings(*components)]


def test_rows_that_read_what_is_around_them_are_no_circle() -> None:
    rows = {"type": "dynamiclist", "path": "l", "components": [computed("x", "=this.n * parent.iva"), number("n")]}
    assert findings(number("iva"), rows, computed("total", "=sum(l.x)")) == []


def test_an_expression_that_is_missing_or_cannot_be_read_is_a_finding_with_its_line() -> None:
    assert findings({"type": "expression", "key": "a"}) == [("form_expression", "a", 5)]
    assert findings(computed("a", "=1 +")) == [("form_expression", "a", 5)]
    assert findings(computed("a", "=1", computeOn="nunca")) == [("form_property", "a", 5)]


def test_asking_for_a_computed_field_is_a_warning() -> None:
    assert findings(computed("a", "=1", validate={"required": True})) == [("form_computed", "a", 5)]


@pytest.mark.parametrize("digits", [{}, {"decimalDigits": 0}, {"decimalDigits": 2}])
@pytest.mark.parametrize(("expression", "value"), [("=n * n", 10**20), ("=-n", 10**300), ("=1 / n", 1e-300)])
def test_a_number_that_no_field_may_hold_is_no_value(
    form_of: Make, digits: dict[str, object], expression: str, value: float
) -> None:
    form = form_of(number("n"), computed("a", expression, **digits))
    assert evaluate(form, {"n": value}, {}, environment=ENVIRONMENT).context["a"] is None
