"""What the editor is told of a finding: the way that it plays and the change that it makes, in the reader's words."""

from io import BytesIO

from engine.definitions.sources import SHIPPED
from tests.web.processes.test_drafting import PAGE, author, send

__all__ = ["author"]

# A gateway at which one of three ways comes in, made one that waits for all of them.
SHIPPED_DIAGRAM = (SHIPPED / "gestion_comercial" / "gestion_comercial.bpmn").read_bytes()
BEFORE, AFTER = SHIPPED_DIAGRAM.split(b'<bpmn:exclusiveGateway id="union_participacion"')
WAITING = BEFORE + b'<bpmn:parallelGateway id="union_participacion"'
WAITING += AFTER.replace(b"</bpmn:exclusiveGateway>", b"</bpmn:parallelGateway>", 1)


def test_a_finding_has_its_way_and_its_repair(author):
    author.post(PAGE + "/guardar", {"diagram": (BytesIO(WAITING), "a.bpmn"), "revision": "1"})
    (found,) = [each for each in author.response.json["findings"] if each["element"] == "union_participacion"]
    assert (found["kind"], found["play"]) == ("error", "Ver cómo ocurre")
    assert found["text"].startswith(
        "La unión en paralelo después de «¿Tipo de requerimiento?» espera todos los caminos"
    )
    assert "union_participacion" not in found["text"]
    assert found["way"][0] == "inicio" and found["way"][-1] == "union_participacion"
    assert (found["rule"], found["why"]) == ("/ayuda/reglas/deadlock", "Por qué, con un ejemplo")
    assert found["repair"] == {
        "kind": "gateway",
        "element": "union_participacion",
        "value": "exclusiveGateway",
        "label": "Hacer de la unión en paralelo después de «¿Tipo de requerimiento?» una compuerta exclusiva (X)",
    }


def test_a_finding_on_the_page_of_the_draft_leads_to_its_rule(author):
    send(author, (WAITING, "gestion.bpmn"))
    assert author.page.xpath("//ul[@class='findings']//a/@href")[-1] == "/ayuda/reglas/deadlock"


def test_a_repair_that_asks_something_is_made_with_an_answer_and_with_nothing_else(author):
    calling = SHIPPED_DIAGRAM.replace(b'calledElement="alianzas_estrategicas"', b'calledElement="nada"')
    author.post(PAGE + "/guardar", {"diagram": (BytesIO(calling), "a.bpmn"), "revision": "1"})
    (repair,) = [each["repair"] for each in author.response.json["findings"] if each["element"] == "alianzas"]
    asked = repair["question"]
    assert asked["text"].startswith("¿A qué procedimiento llama") and asked["written"] == "nothing"
    assert {"value": "call:alianzas_estrategicas", "label": "Alianzas Estratégicas"} in asked["choices"]
    for answer, named in (("call:otro", b'"nada"'), ("call:alianzas_estrategicas", b'"alianzas_estrategicas"')):
        said = {"key": repair["key"], "answer": answer, "revision": author.response.json["revision"]}
        author.post(PAGE + "/arreglar", said)
        assert b"calledElement=" + named in author.response.json["diagram"].encode()


def test_what_comes_of_an_arrow_that_is_gone_stands_folded_under_one_finding(author):
    flow = b'<bpmn:sequenceFlow id="flujo_inicio_prospeccion"'
    before, after = SHIPPED_DIAGRAM.split(flow)
    apart = before + flow + after.replace(b'targetRef="prospeccion"', b'targetRef="fin_no_go"', 1)
    author.post(PAGE + "/guardar", {"diagram": (BytesIO(apart), "a.bpmn"), "revision": "1"})
    (found,) = [each for each in author.response.json["findings"] if each.get("consequences")]
    assert found["element"] == "prospeccion" and len(found["consequences"]) > 30
    assert found["follows"] == f"De este vienen {len(found['consequences'])} hallazgos más"
    send(author, (apart, "gestion.bpmn"))
    (folded,) = author.page.xpath("//ul[@class='findings']/li/details/summary")
    assert folded.text_content() == found["follows"]
