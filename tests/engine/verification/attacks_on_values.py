"""Answers that the form refuses, written into a history as somebody does who owns the database and knows how: every
hash behind them and all that is stored of the instance made again.

`UPON_VALUES` says by name what each answer becomes, and the label of the field that must be named.
"""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from engine import canonical_json
from engine.definitions.inspection import Source
from engine.documents.store import store
from tests.engine.definitions.publishing import publish
from tests.engine.execution.diagrams import diagram
from tests.engine.verification.attacks import history
from tests.engine.verification.attacks_on_actors import forge
from tests.support import Company

Values = dict[str, Any]
Change = Callable[[Values], object]
REQUIRED = {"validate": {"required": True}}
CHOICES = [{"label": name.title(), "value": name} for name in ("soc", "noc", "otra")]
COMPONENTS: list[dict[str, Any]] = [
    {"type": "textfield", "key": "cliente", "label": "Cliente",
     "validate": {"required": True, "minLength": 3, "maxLength": 40}},
    {"type": "textfield", "key": "correo", "label": "Correo", "validate": {"validationType": "email"}},
    {"type": "textfield", "key": "telefono", "label": "Teléfono", "validate": {"validationType": "phone"}},
    {"type": "textfield", "key": "clave", "label": "Clave", "validate": {"pattern": r"^[A-Z]{3}-\d+$"}},
    {"type": "number", "key": "monto", "label": "Monto", "decimalDigits": 2, **REQUIRED},
    {"type": "number", "key": "descuento", "label": "Descuento", "validate": {"min": 0, "max": "=monto / 10"}},
    {"type": "number", "key": "piezas", "label": "Piezas", "increment": 5},
    {"type": "radio", "key": "origen", "label": "Origen", "values": CHOICES, **REQUIRED},
    {"type": "checklist", "key": "areas", "label": "Áreas", "values": CHOICES},
    {"type": "select", "key": "contacto", "label": "Contacto", "valuesKey": "contactos"},
    {"type": "datetime", "key": "entrega", "label": "Entrega", "subtype": "date", "disallowPassedDates": True,
     "properties": {"checks": [{"name": "habil", "condition": "=is working day(entrega)",
                                "message": "Ese día no se trabaja."}]}, **REQUIRED},
    {"type": "datetime", "key": "hora", "label": "Hora", "subtype": "time"},
    {"type": "checkbox", "key": "urgente", "label": "Urgente"},
    {"type": "textarea", "key": "motivo", "label": "Motivo", "conditional": {"hide": "=not(urgente)"}, **REQUIRED},
    {"type": "textfield", "key": "calma", "label": "Calma", "conditional": {"hide": "=urgente"}},
    {"type": "filepicker", "key": "orden", "label": "Orden", "accept": ".pdf", **REQUIRED},
    {"type": "dynamiclist", "path": "renglones", "label": "Renglones", "components": [
        {"type": "number", "key": "precio", "label": "Precio", **REQUIRED},
        {"type": "number", "key": "cantidad", "label": "Cantidad", "decimalDigits": 0, **REQUIRED},
        {"type": "expression", "key": "importe", "label": "Importe", "expression": "=this.precio * this.cantidad"},
    ], "validate": {"required": True}},
    {"type": "expression", "key": "total", "label": "Total", "expression": "=sum(renglones.importe)",
     "decimalDigits": 2},
    {"type": "datetime", "key": "inicio", "label": "Inicio", "subtype": "date"},
    {"type": "datetime", "key": "fin", "label": "Fin", "subtype": "date",
     "properties": {"checks": [{"name": "orden", "condition": "=fin > inicio", "message": "Termina antes."}]}},
    {"type": "textfield", "key": "visto", "label": "Visto", "disabled": True},
]  # fmt: skip
ANSWER: Values = {
    "cliente": "Banco Azul", "correo": "ana@banco.mx", "telefono": "+525512345678", "clave": "ABC-12", "monto": 1250.5,
    "descuento": 100, "piezas": 15, "origen": "soc", "areas": ["soc", "noc"], "entrega": "2026-03-31", "hora": "09:30",
    "urgente": True, "motivo": "Lo pide el cliente.", "inicio": "2026-04-01", "fin": "2026-04-30",
    "renglones": [{"precio": 10.5, "cantidad": 3}, {"precio": 2, "cantidad": 4}],
}  # fmt: skip


def form(id: str, components: list[dict[str, Any]]) -> bytes:
    return json.dumps({"type": "default", "id": id, "components": components}).encode()


def asking() -> Source:
    """`pedir` asks for an order by a form with fields of every kind, `b` for nothing."""
    ours = '<bpmn:extensionElements><cauce:activity form="pedido"/></bpmn:extensionElements>'
    kinds = {"pedir": 'userTask name="Pedir"', "b": 'userTask name="Revisar"'}
    source = diagram("start > pedir > b > end", kinds, {"pedir": ours}).decode()
    refs = "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in ("start", "pedir", "b"))
    lanes = f'<bpmn:laneSet id="lanes"><bpmn:lane id="comercial" name="Comercial">{refs}</bpmn:lane></bpmn:laneSet>'
    source = source.replace('isExecutable="true">', f'isExecutable="true" name="Pedido">{lanes}', 1)
    source = source.replace("<bpmn:definitions ", '<bpmn:definitions xmlns:cauce="urn:cauce:bpmn:1" ', 1)
    return Source("p.bpmn", source.encode(), {"pedido": form("pedido", COMPONENTS)})


def answered(company: Company) -> str:
    """An order that was given."""
    publish(company, asking())
    folio = company.start("p", "comercial")
    with company.database.transaction() as connection:
        file = store(connection, "orden.pdf", b"%PDF-1.7", actor="comercial", at=company.clock())
    company.complete(company.task(folio, "pedir").item.id, {**ANSWER, "orden": [file]}, actor="comercial", fill=False)
    return folio


def puts(**values: object) -> Change:
    """These values in the place of those that were given."""
    return lambda answer: answer.update(values)


def takes(name: str) -> Change:
    return lambda answer: answer.pop(name)


def in_row(name: str, value: object) -> Change:
    return lambda answer: answer["renglones"][1].update({name: value})


def in_file(name: str, value: object) -> Change:
    return lambda answer: answer["orden"][0].update({name: value})


UPON_VALUES: dict[str, tuple[Change, str]] = {
    "a required text that is empty": (puts(cliente=""), "Cliente"),
    "a text that is too short": (puts(cliente="A"), "Cliente"),
    "a text that is too long": (puts(cliente="A" * 41), "Cliente"),
    "a text that cannot be stored": (puts(cliente="Banco\x07"), "Cliente"),
    "a line that has two": (puts(cliente="Banco\nAzul"), "Cliente"),
    "a number in the place of a text": (puts(cliente=5), "Cliente"),
    "no e-mail address": (puts(correo="ana en el banco"), "Correo"),
    "no telephone number": (puts(telefono="55 1234"), "Teléfono"),
    "not as the pattern asks": (puts(clave="abc-12"), "Clave"),
    "a required number that is missing": (puts(monto=None), "Monto"),
    "a text in the place of a number": (puts(monto="1250.5"), "Monto"),
    "too many decimal digits": (puts(monto=1250.555), "Monto"),
    "less than the smallest number": (puts(descuento=-1), "Descuento"),
    "more than an expression allows": (puts(descuento=500), "Descuento"),
    "no multiple of the increment": (puts(piezas=13), "Piezas"),
    "none of the choices": (puts(origen="de palabra"), "Origen"),
    "one that is none of the choices": (puts(areas=["soc", "ninguna"]), "Áreas"),
    "choices in another order": (puts(areas=["noc", "soc"]), "Áreas"),
    "a choice twice": (puts(areas=["soc", "soc"]), "Áreas"),
    "a choice where there were none": (puts(contacto="Ana"), "Contacto"),
    "a date that does not exist": (puts(entrega="2026-02-30"), "Entrega"),
    "a date that had passed": (puts(entrega="2026-02-27"), "Entrega"),
    "a date on which nobody works": (puts(entrega="2026-03-29"), "Entrega"),
    "no time": (puts(hora="25:00"), "Hora"),
    "a box that is neither ticked nor not": (puts(urgente="sí"), "Urgente"),
    "what is shown and required is missing": (puts(motivo=""), "Motivo"),
    "what was shown is not there": (takes("motivo"), "Motivo"),
    "what was hidden is there": (puts(calma="Ninguna prisa"), "Calma"),
    "no file where one is required": (puts(orden=[]), "Orden"),
    "a file of another kind": (in_file("name", "orden.exe"), "Orden"),
    "two files where one is asked": (lambda answer: answer["orden"].append({**answer["orden"][0]}), "Orden"),
    "no rows": (puts(renglones=[], total=0), "Renglones"),
    "rows that are none": (puts(renglones=["uno"]), "Renglones"),
    "a number missing in a row": (in_row("precio", None), "Renglones 2 · Precio"),
    "a fraction in a row": (in_row("cantidad", 4.5), "Renglones 2 · Cantidad"),
    "another computed value": (puts(total=1), "Total"),
    "another computed value in a row": (in_row("importe", 9), "Renglones"),
    "no computed value": (takes("total"), "Total"),
    "a check between fields that does not hold": (puts(fin="2026-03-01"), "Fin"),
    "a value of a field that is only shown": (puts(visto="sí"), "Visto"),
    "a value of a field that there is not": (puts(otro=1), "otro"),
}

BY_THE_CALENDAR = {"a date on which nobody works"}
"""Those for which one must know which days were worked: the stand-alone verifier believes the evidence in that."""


def forge_values(connection: Connection, folio: str, change: Change) -> int:
    """Change an answer; gives the number of its event."""
    event = next(each for each in history(connection, folio) if each.element == "pedir" and "cliente" in each.payload)
    answer = canonical_json.loads(event.data)
    assert isinstance(answer, dict)
    change(answer)
    data = canonical_json.dumps(answer)
    assert data != event.data
    return forge(connection, folio, lambda each: each.seq == event.seq, data=data)
