"""What a reader may read of values, of events and of reasons: `engine.instances.visible`, over marks that are given."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bpmn.forms.marks import Mark
from bpmn.hidden import MASKED, WITHHELD
from engine import canonical_json
from engine.history.chain import NO_EVENTS, Event, NewEvent, first_break, link
from engine.history.event_types import (
    CLIENT_LINK_ANSWERED,
    CLIENT_LINK_MADE,
    INCIDENT_RAISED,
    INSTANCE_CANCELLED,
    INSTANCE_STARTED,
    USER_TASK_COMPLETED,
)
from engine.identity.queries import Person
from engine.instances.visible import EVERYTHING, Visible, mask, plain, seen_by

MARKS = {
    ("margen",): Mark(frozenset({"direccion"})),
    ("costos", "monto"): Mark(frozenset({"direccion", "comercial"})),
    ("correo",): Mark(None, True),
}
VALUES: dict[str, object] = {
    "margen": 31.5,
    "costos": [{"concepto": "Renta", "monto": 7}],
    "correo": "ana@example.com",
    "monto": 9,
}


def person(*roles: str) -> Person:
    return Person("ana", "Ana", None, True, frozenset(roles), frozenset())


def event(type_: str, data: dict[str, Any]) -> Event:
    new = NewEvent(type_, "paso", 1, None, "", "ana", data)
    return link("GC-2026-0001", b"key", NO_EVENTS, datetime(2026, 3, 1, tzinfo=UTC), [new], channel="site", clock=None)[
        0
    ]


def shown(visible: Visible, type_: str, data: dict[str, Any]) -> Any:
    return canonical_json.loads(visible.event(event(type_, data)).data)


@pytest.mark.parametrize(
    ("roles", "hidden"),
    [
        ((), {"margen", "monto"}),
        (("administrador",), {"margen", "monto"}),
        (("comercial",), {"margen"}),
        (("direccion",), set()),
        (("auditor",), set()),
    ],
)
def test_who_reads_what_is_confidential(roles: tuple[str, ...], hidden: set[str]) -> None:
    found: Any = seen_by(MARKS, person(*roles)).data(VALUES)
    assert (found["margen"] == WITHHELD) == ("margen" in hidden)
    assert (found["costos"][0]["monto"] == WITHHELD) == ("monto" in hidden)
    assert (found["monto"], found["costos"][0]["concepto"]) == (9, "Renta")


def test_nobody_reads_nothing_confidential() -> None:
    assert seen_by(MARKS, None).data(VALUES)["margen"] == WITHHELD


@pytest.mark.parametrize("roles", [(), ("direccion",), ("auditor",), ("administrador",)])
def test_personal_data_are_masked_for_everybody_without_a_reason(roles: tuple[str, ...]) -> None:
    assert seen_by(MARKS, person(*roles)).data(VALUES)["correo"] == "a•••@e•••.com"
    assert seen_by(MARKS, person(*roles), unmasked=True).data(VALUES)["correo"] == "ana@example.com"


def test_that_there_is_no_value_is_not_told_either() -> None:
    assert seen_by(MARKS, None).data({"margen": None}) == {"margen": WITHHELD}


def test_without_marks_everything_is_shown() -> None:
    assert seen_by({}, None) is EVERYTHING
    assert EVERYTHING.data(VALUES) == VALUES


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("juan.perez@cliente.mx", "j•••@c•••.mx"),
        ("juan@localhost", "j•••@l•••"),
        ("Juan Pérez Gil", "J••• P••• G•••"),
        ("55 1234 5678", MASKED),
        ("2026-03-01", MASKED),
        ("una dos tres cuatro cinco seis siete", MASKED),
        (7, MASKED),
        (True, MASKED),
        (None, None),
        ("", ""),
        (["Ana", "Eva"], ["A•••", "E•••"]),
        ({"Ana": 30}, MASKED),
        ([{"name": "ine.pdf", "sha256": "0" * 64, "size": 3}], [WITHHELD]),
        ("@", MASKED),
        (" ", ""),
    ],
)
def test_masks(value: object, masked: object) -> None:
    assert mask(value) == masked


def test_the_values_of_a_form_are_hidden_in_its_event_and_its_hash_stays() -> None:
    recorded = event(USER_TASK_COMPLETED.name, VALUES)
    found = seen_by(MARKS, None).event(recorded)
    assert "31.5" not in found.data and "ana@example.com" not in found.data
    assert found._replace(data=recorded.data) == recorded
    assert first_break([recorded], b"key") is None


def test_the_values_that_an_instance_began_with_are_hidden() -> None:
    data = {"process": "p", "versions": {"p": 1}, "digests": {}, "values": VALUES}
    found = shown(seen_by(MARKS, None), INSTANCE_STARTED.name, data)
    assert found["values"]["margen"] == WITHHELD
    assert found["versions"] == {"p": 1}


def test_whom_a_link_is_for_is_masked_where_there_are_personal_data() -> None:
    data = {
        "link": "x",
        "key": "k",
        "role": "cliente",
        "email": "ana@example.com",
        "person": "Ana Ruiz",
        "expires_at": None,
    }
    found = shown(seen_by(MARKS, person("auditor")), CLIENT_LINK_MADE.name, data)
    assert (found["email"], found["person"], found["role"]) == ("a•••@e•••.com", "A••• R•••", "cliente")
    assert shown(seen_by({("margen",): MARKS["margen",]}, None), CLIENT_LINK_MADE.name, data) == data


def test_what_a_client_was_shown_is_not_told_by_its_digest() -> None:
    data = {"link": "x", "variables": ["margen"], "data": "0" * 64, "form": None, "files": [{"name": "m.pdf"}]}
    found = shown(seen_by(MARKS, None), CLIENT_LINK_ANSWERED.name, data)
    assert (found["data"], found["files"]) == (WITHHELD, [])
    assert shown(seen_by(MARKS, person("direccion")), CLIENT_LINK_ANSWERED.name, data) == data


def test_a_reason_keeps_its_words_and_loses_what_came_of_values() -> None:
    told = {"text": "{left} {sign} {right} divides by zero.", "values": {"left": "31.5", "sign": "/", "right": "0"}}
    found = shown(seen_by(MARKS, None), INCIDENT_RAISED.name, {"failed": "x", "cause": "c", "reason": told})
    assert found["reason"]["values"] == {"left": WITHHELD, "sign": "/", "right": WITHHELD}
    assert found["reason"]["text"] == told["text"]


def test_what_is_no_value_of_a_form_stays() -> None:
    assert shown(seen_by(MARKS, None), INSTANCE_CANCELLED.name, {"reason": "margen"}) == {"reason": "margen"}


@pytest.mark.parametrize("data", ["", "[1]", "nada", '{"margen": 31.5', "3"])
def test_of_what_cannot_be_read_nothing_is_shown(data: str) -> None:
    broken = event(USER_TASK_COMPLETED.name, {})._replace(data=data)
    assert "31.5" not in seen_by(MARKS, None).event(broken).data


def test_what_is_of_no_known_type_hides_what_bears_the_name() -> None:
    unknown = event(USER_TASK_COMPLETED.name, VALUES)._replace(type="nobody_knows")
    assert "31.5" not in seen_by(MARKS, None).event(unknown).data


def test_programs_are_given_what_is_there_and_told_what_is_not() -> None:
    values, gone = plain(seen_by(MARKS, None).data(VALUES))
    assert values == {"costos": [{"concepto": "Renta"}], "correo": "a•••@e•••.com", "monto": 9}
    assert gone == ["costos[].monto", "margen"]
