"""Values in objects and in the rows of lists: each checked in its own place and scope, and named by it."""

import copy
from typing import Any

import pytest

from bpmn.forms.form import Form
from tests.bpmn.forms.validating import Make, check, codes


class TestPaths:
    def form(self, form_of: Make) -> Form:
        return form_of(
            {
                "type": "group",
                "id": "g",
                "path": "cliente",
                "components": [
                    {"type": "textfield", "key": "nombre", "validate": {"required": True}},
                    {"type": "textfield", "key": "fiscal.rfc"},
                ],
            },
            {"type": "textfield", "key": "nota", "conditional": {"hide": '=cliente.nombre = "A"'}},
        )

    def test_values_are_kept_in_the_object_of_their_path_beside_what_is_there(self, form_of: Make) -> None:
        data: dict[str, object] = {"cliente": {"id": 7, "nombre": "antes", "fiscal": {"cp": "01000"}}, "x": 1}
        before = copy.deepcopy(data)
        validation = check(self.form(form_of), {"cliente": {"nombre": "A", "fiscal": {"rfc": "R"}}, "nota": "n"}, data)
        assert validation.errors == ()
        assert validation.values == {"cliente": {"id": 7, "nombre": "A", "fiscal": {"cp": "01000", "rfc": "R"}}}
        assert data == before

    def test_errors_name_the_whole_path(self, form_of: Make) -> None:
        form = self.form(form_of)
        assert codes(check(form, {})) == [("cliente.nombre", "required")]
        assert codes(check(form, {"cliente": {"nombre": "B", "otro": 1}})) == [("cliente.otro", "unknown")]
        assert codes(check(form, {"cliente": 3})) == [("cliente.nombre", "required"), ("cliente", "type")]
        assert codes(check(form, {"cliente.nombre": "B"})) == [
            ("cliente.nombre", "required"),
            ("cliente.nombre", "unknown"),
        ]


class TestRows:
    def form(self, form_of: Make, **more: Any) -> Form:
        return form_of(
            {
                "type": "dynamiclist",
                "path": "compromisos",
                "label": "Compromisos",
                "components": [
                    {"type": "textfield", "key": "texto", "label": "Texto", "validate": {"required": True}},
                    {"type": "checkbox", "key": "con_fecha"},
                    {
                        "type": "datetime",
                        "key": "fecha",
                        "dateLabel": "Fecha",
                        "validate": {"required": True},
                        "conditional": {"hide": "=this.con_fecha != true or urgente = true"},
                    },
                    {"type": "textfield", "key": "primera", "conditional": {"hide": "=i != [1]"}},
                ],
                **more,
            },
            {"type": "checkbox", "key": "urgente"},
        )

    def test_each_row_is_checked_in_its_own_scope(self, form_of: Make) -> None:
        rows: list[dict[str, object]] = [
            {"texto": "a", "con_fecha": True, "fecha": "2026-04-01", "primera": "p"},
            {"texto": "b", "con_fecha": False, "fecha": "no es fecha", "primera": "p"},
        ]
        validation = check(self.form(form_of), {"compromisos": rows})
        assert validation.errors == ()
        assert validation.values["compromisos"] == [rows[0], {"texto": "b", "con_fecha": False}]

    def test_errors_name_the_row(self, form_of: Make) -> None:
        validation = check(
            self.form(form_of), {"compromisos": [{"texto": "a"}, {}, {"texto": "c", "con_fecha": True, "otro": 1}]}
        )
        assert [(error.field, error.label, error.code) for error in validation.errors] == [
            ("compromisos[1].texto", "Compromisos 2 · Texto", "required"),
            ("compromisos[2].fecha", "Compromisos 3 · Fecha", "required"),
            ("compromisos[2].otro", "compromisos[2].otro", "unknown"),
        ]

    def test_a_list_may_be_empty_unless_it_is_required(self, form_of: Make) -> None:
        assert check(self.form(form_of), {}).values == {"compromisos": [], "urgente": False}
        form = self.form(form_of, validate={"required": True})
        assert codes(check(form, {"compromisos": []})) == [("compromisos", "required")]

    @pytest.mark.parametrize("rows", ["x", {"0": {}}, [1], [{}, ""], [[]]])
    def test_rows_are_objects_in_a_list(self, form_of: Make, rows: object) -> None:
        assert ("compromisos", "type") in codes(check(self.form(form_of), {"compromisos": rows}))

    def test_there_are_only_so_many_rows(self, form_of: Make) -> None:
        rows = [{"texto": "a"}] * 201
        assert codes(check(self.form(form_of), {"compromisos": rows})) == [("compromisos", "too_many")]
        assert codes(check(self.form(form_of), {"compromisos": rows * 5})) == [("", "too_many")]

    def test_rows_that_may_not_be_added_are_those_of_the_data_and_keep_what_is_only_shown(self, form_of: Make) -> None:
        form = form_of(
            {
                "type": "dynamiclist",
                "path": "costos",
                "label": "Costos",
                "allowAddRemove": False,
                "defaultRepetitions": 2,
                "components": [
                    {"type": "textfield", "key": "concepto", "readonly": True},
                    {"type": "number", "key": "monto", "validate": {"required": "=exige = true"}},
                ],
            }
        )
        data: dict[str, object] = {"costos": [{"id": 1, "concepto": "a"}]}
        assert check(form, {"costos": [{"monto": 5}]}, data).values == {
            "costos": [{"id": 1, "concepto": "a", "monto": 5}]
        }
        assert codes(check(form, {"costos": [{"concepto": "b"}]}, data)) == [("costos[0].concepto", "read_only")]
        assert codes(check(form, {"costos": [{}, {}]}, data)) == [("costos", "rows")]
        exacting = check(form, {}, {"exige": True})
        assert codes(exacting) == [("costos[0].monto", "required"), ("costos[1].monto", "required")]
        assert check(form, {}, data).values == {"costos": [{"id": 1, "concepto": "a", "monto": None}]}
        assert check(form, {"costos": [{}, {"monto": 1}]}).values == {"costos": [{"monto": None}, {"monto": 1}]}

    def test_form_js_sends_no_row_that_shows_nothing(self, form_of: Make) -> None:
        price = {"type": "number", "key": "monto", "conditional": {"hide": "=this.gratis = true"}}
        rows = {"type": "dynamiclist", "path": "l", "components": [price, {"type": "checkbox", "key": "gratis"}]}
        assert check(form_of(rows), {"l": [None, {"monto": 1}]}).values == {
            "l": [{"monto": None, "gratis": False}, {"monto": 1, "gratis": False}]
        }
        free = {"type": "checkbox", "key": "gratis", "readonly": True}
        fixed = form_of({**rows, "allowAddRemove": False, "components": [price, free]})
        data: dict[str, object] = {"l": [{"gratis": True}, {"gratis": False}, {"gratis": True}]}
        assert check(fixed, {"l": [None, {"monto": 1}]}, data).values == {
            "l": [{"gratis": True}, {"gratis": False, "monto": 1}, {"gratis": True}]
        }

    def test_lists_within_lists(self, form_of: Make) -> None:
        inner = {
            "type": "dynamiclist",
            "path": "b",
            "label": "B",
            "components": [
                {
                    "type": "number",
                    "key": "c",
                    "label": "C",
                    "conditional": {"hide": "=parent.ocultar = true"},
                    "validate": {"required": True},
                }
            ],
        }
        form = form_of(
            {
                "type": "dynamiclist",
                "path": "a",
                "label": "A",
                "components": [{"type": "checkbox", "key": "ocultar"}, inner],
            }
        )
        validation = check(form, {"a": [{"b": [{"c": 1}, {}]}, {"ocultar": True, "b": [{}]}]})
        assert [(error.field, error.label) for error in validation.errors] == [("a[0].b[1].c", "A 1 · B 2 · C")]
        assert check(form, {"a": [{"b": [{"c": 1}]}]}).values == {"a": [{"ocultar": False, "b": [{"c": 1}]}]}


def test_a_group_without_fields_may_be_called_as_a_list_is(form_of: Make) -> None:
    rows = {"type": "dynamiclist", "path": "l", "components": [{"type": "textfield", "key": "x"}]}
    form = form_of(rows, {"type": "group", "path": "l", "components": [{"type": "text", "text": "Hola"}]})
    assert check(form, {"l": [{"x": "1"}]}).values == {"l": [{"x": "1"}]}
