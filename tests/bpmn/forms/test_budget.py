"""One budget for one validation: a hostile form or a hostile value ends within it, with an error that says so."""

import time
from collections.abc import Callable
from datetime import date

import pytest

from bpmn.forms.feel import Environment
from bpmn.forms.form import Form
from bpmn.forms.validate import validate

Make = Callable[..., Form]
ENVIRONMENT = Environment(date(2026, 11, 24))
SECONDS = 3.0
"""Far above the half second that a budget is worth, for a slow machine; without a budget these take minutes."""


def codes(form: Form, submitted: dict[str, object]) -> set[str]:
    begin = time.process_time()
    errors = validate(form, submitted, {}, environment=ENVIRONMENT).errors
    assert time.process_time() - begin < SECONDS
    return {error.code for error in errors}


def fields(count: int, **more: object) -> list[dict[str, object]]:
    return [{"type": "textfield", "key": f"c{n}", **more} for n in range(count)]


def test_sixty_patterns_on_texts_of_an_ordinary_length_are_matched(form_of: Make) -> None:
    form = form_of(*fields(60, validate={"pattern": "^(?:[A-ZÑ&]{3,4}\\d{6}[A-Z0-9]{3}|[a-z ]+)$"}))
    assert codes(form, {f"c{n}": "prestación de servicios".replace("ó", "o") for n in range(60)}) == set()
    assert codes(form, {f"c{n}": "Prestación" for n in range(60)}) == {"pattern"}


def test_sixty_patterns_that_are_costly_on_texts_that_make_them_so_end_with_a_clear_error(form_of: Make) -> None:
    form = form_of(*fields(60, validate={"pattern": "[01]*1[01]{200}x|[01]*0[01]{300}y|[01]*1[01]{450}z"}))
    text = "".join("01"[(n * n) % 7 % 2] for n in range(2000))
    found = validate(form, {f"c{n}": text for n in range(60)}, {}, environment=ENVIRONMENT)
    assert codes(form, {f"c{n}": text for n in range(60)}) == {"too_much"}
    assert found.values == {}
    assert str(found.errors[0].message).startswith("This form takes too long to check")


def test_one_costly_pattern_alone_is_within_the_budget(form_of: Make) -> None:
    form = form_of(*fields(1, validate={"pattern": "(.*)*x"}))
    assert codes(form, {"c0": "a" * 2000}) == {"pattern"}


@pytest.mark.parametrize(
    "condition",
    [
        "=some x in 1..400, y in 1..400 satisfies x + y = 0",
        "=count(for x in 1..90000 return x) = 0",
        "=" + " and ".join(["texto = texto"] * 100),
    ],
)
def test_conditions_that_take_an_age_together_end_with_a_clear_error(form_of: Make, condition: str) -> None:
    form = form_of({"type": "textarea", "key": "texto"}, *fields(200, conditional={"hide": condition}))
    assert codes(form, {"texto": "x" * 20_000}) == {"too_much"}


def test_rows_multiply_what_their_conditions_cost(form_of: Make) -> None:
    hide = "=sum(for x in 1..1000 return x) = count(i)"
    rows = {"type": "dynamiclist", "path": "l", "components": fields(20, conditional={"hide": hide})}
    assert codes(form_of(rows), {"l": [{"c0": "x"}] * 200}) == {"too_much"}


def test_a_long_form_with_many_rows_and_conditions_is_well_within_the_budget(form_of: Make) -> None:
    components = fields(6, conditional={"hide": '=tipo = "otro" or parent.nada = true'})
    rows = {"type": "dynamiclist", "path": "l", "components": components}
    form = form_of(
        {"type": "textfield", "key": "tipo"}, rows, *[{**each, "key": f"x{n}"} for n, each in enumerate(components)]
    )
    assert codes(form, {"tipo": "x", "l": [{"c0": "a"}] * 200}) == set()
