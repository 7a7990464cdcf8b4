"""The answers of a draft's forms as conditions that the diagram's evaluator reads."""

import json
import re

import pytest

from bpmn.expressions import parse_expression
from engine.definitions.sources import shipped
from web.i18n import Translator
from web.processes.questions import questions


def form(*components: dict[str, object]) -> bytes:
    return json.dumps({"type": "default", "id": "f", "components": list(components)}).encode()


SAY = Translator("es")
LETTERS = [{"label": "Letra A", "value": "a"}, {"label": "La «b»", "value": 'b"'}]


@pytest.mark.parametrize(
    ("component", "answers"),
    [
        (
            {"type": "radio", "values": [{"label": "Sí", "value": True}, {"label": "No", "value": False}]},
            [("Sí", "campo == True"), ("No", "campo == False")],
        ),
        ({"type": "select", "values": LETTERS}, [("Letra A", 'campo == "a"'), ("La «b»", 'campo == "b\\""')]),
        ({"type": "checklist", "values": LETTERS}, [("Letra A", '"a" in campo'), ("La «b»", '"b\\"" in campo')]),
        ({"type": "checkbox"}, [("Sí", "campo == True"), ("No", "campo == False")]),
        ({"type": "number"}, [("más de 0", "campo > 0")]),
        ({"type": "expression", "expression": "=a * 2", "decimalDigits": 2}, [("más de 0", "campo > 0")]),
        ({"type": "textarea"}, [("se escribió algo", 'campo != ""')]),
    ],
)
def test_each_answer_is_a_condition(component, answers):
    (question,) = questions({"f": form({**component, "key": "campo", "label": "Campo"})}, SAY)
    assert [(each.label, each.condition) for each in question.answers] == answers
    for each in question.answers:
        assert parse_expression(each.condition).names == {"campo"}


def test_what_is_only_shown_what_stands_in_rows_and_what_cannot_be_read_is_left_out():
    text = {"type": "textfield", "key": "nombre", "label": "Nombre"}
    rows = {"type": "dynamiclist", "id": "l", "path": "lista", "label": "L", "isRepeating": True, "components": [text]}
    assert questions({"a": form({**text, "readonly": True}), "b": form(rows), "c": b"{"}, SAY) == []


def test_a_question_comes_once_and_decisions_first():
    text = {"type": "textfield", "key": "nombre", "label": "Nombre"}
    radio = {"type": "radio", "key": "go", "label": "¿Go?", "values": LETTERS}
    found = questions({"a": form(text), "b": form(radio, text)}, SAY)
    assert [(question.name, question.forms) for question in found] == [("go", ("b",)), ("nombre", ("a", "b"))]


GUARD = re.compile(r"(\w+) is not None and (?=\1 == )")
"""What an author writes before an answer that may not have been given; the answer itself is chosen."""


def test_every_condition_of_the_shipped_procedures_can_be_chosen():
    for source in shipped():
        offered = {answer.condition for question in questions(source.forms, SAY) for answer in question.answers}
        written = {part.split("</")[0] for part in source.diagram.decode().split('tFormalExpression">')[1:]}
        routing = {GUARD.sub("", text) for text in written if " == " in text}
        assert routing and routing <= offered, (source.file, routing - offered)
