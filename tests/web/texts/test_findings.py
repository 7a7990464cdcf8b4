"""Findings in the words of who reads them: elements by name or place, never by id."""

import re

import pytest

from bpmn.examples.notation import NAMESPACES, elements
from bpmn.examples.reports import form
from bpmn.examples.sketch import Sketch
from bpmn.findings import Finding
from bpmn.kinds import FLOW_NODES
from bpmn.lint import explained, lint
from web.i18n import Translator
from web.texts.findings import sentence, told

SPANISH = Translator("es")
ABOUT_IDS = {"id_syntax", "reserved_id"}
"""What is wrong is the id itself, so that it is shown."""
OF_NAMES = {"contradicting_people"}
"""What is wrong is what roles are called: of those that bear no name in words it says nothing."""


def without_names(sketch: Sketch) -> tuple[set[str], list[Finding]]:
    """The ids of a sketch, made unlike any word, and what is found in it where nothing has a name."""
    source = sketch.source(lambda word: "").decode()
    ids = {id for tag, id in re.findall(r'<(\w+) id="(\w+)"', source) if tag in FLOW_NODES | {"sequenceFlow", "lane"}}
    for id in ids:
        source = re.sub(rf'(?<=["> ]){id}(?=["< ])', f"x_{id}_0", source)
    forms = {f"x_{id}_0" if id in ids else id: form(id, fields) for id, fields in sketch.forms.items()}
    return {f"x_{id}_0" for id in ids}, list(lint(source.encode(), forms=forms or None).findings)


@pytest.mark.parametrize("code", sorted(explained().keys() - ABOUT_IDS - OF_NAMES))
def test_no_finding_shows_the_id_of_what_has_no_name(code: str) -> None:
    ids, found = without_names(explained()[code].wrong)
    assert code in {each.code for each in found}
    for finding in found:
        said = [told(finding, SPANISH)] + ([sentence(finding.repair.label, SPANISH)] if finding.repair else [])
        assert [text for text in said if any(id in text for id in ids)] == []


@pytest.mark.parametrize("code", sorted(explained()))
def test_a_finding_is_a_sentence(code: str) -> None:
    for finding in without_names(explained()[code].wrong)[1]:
        text = told(finding, SPANISH)
        assert text[0] in "«“" or text[0].isupper() or text[0].isdigit(), text
        assert not re.search(r"««|\b(de|a) el\b|««|«»", text), text


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (
            '<userTask id="a" name="Validar"/><endEvent id="b" name="Pagado"/>',
            "El flujo de la decisión después de «Validar» a «Pagado» no tiene condición",
        ),
        (
            '<startEvent id="a"/><userTask id="b" name="Pagar"/>',
            "El flujo de la decisión antes de «Pagar» a «Pagar» no tiene condición",
        ),
        ('<startEvent id="a"/><endEvent id="b"/>', "El flujo de la decisión al fin no tiene condición"),
    ],
)
def test_what_has_no_name_is_told_by_kind_and_place(inside: str, text: str) -> None:
    flows = elements("a > xor > b; xor > c [default]; xor > d [True]", inside + '<userTask id="c"/><userTask id="d"/>')
    nodes = '<userTask id="c"/><userTask id="d"/>'
    source = f'<definitions {NAMESPACES}><process id="p">{inside}{nodes}{flows}</process></definitions>'
    (found,) = [each for each in lint(source.encode()).findings if each.code == "missing_condition"]
    assert told(found, SPANISH).startswith(text + ";")
