"""The four versions of Gestión Comercial that the document's own table tells of, told backwards from the one shipped.

What each changed is not on record beyond one line of that table, so it is made up here of the kinds that audits ask
for: a step taken out (2); another name, another label and a notice put in (3); a step put in that audits missed (4).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from tests.engine.definitions.test_commands import gestion

NS = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "cauce": "urn:cauce:bpmn:1",
}
LOGGED = (
    b'<bpmn:userTask id="bitacora" name="Anotar en la bit\xc3\xa1cora"><bpmn:incoming>flujo_prospeccion_validacion'
    b"</bpmn:incoming><bpmn:outgoing>flujo_bitacora_validacion</bpmn:outgoing></bpmn:userTask>"
    b'<bpmn:sequenceFlow id="flujo_bitacora_validacion" sourceRef="bitacora" targetRef="validacion" />'
    b'<bpmn:userTask id="validacion"'
)
LOGGED_SHAPE = (
    b'<bpmndi:BPMNShape id="bitacora_di" bpmnElement="bitacora"><dc:Bounds x="520" y="230" width="130" height="80" />'
    b'</bpmndi:BPMNShape><bpmndi:BPMNShape id="validacion_di"'
)
WITH_A_LOG = [
    (b'<bpmn:userTask id="validacion"', LOGGED),
    (b'sourceRef="prospeccion" targetRef="validacion"', b'sourceRef="prospeccion" targetRef="bitacora"'),
    (b"<bpmn:incoming>flujo_prospeccion_validacion</bpmn:incoming>\n      <bpmn:outgoing>flujo_validacion",
     b"<bpmn:incoming>flujo_bitacora_validacion</bpmn:incoming>\n      <bpmn:outgoing>flujo_validacion"),
    (b'<bpmndi:BPMNShape id="validacion_di"', LOGGED_SHAPE),
    (b">prospeccion</bpmn:flowNodeRef>",
     b">prospeccion</bpmn:flowNodeRef><bpmn:flowNodeRef>bitacora</bpmn:flowNodeRef>"),
]  # fmt: skip
NAME, EARLIER_NAME = "Validación administrativa y técnica", "Validar el requerimiento"
LABEL, EARLIER_LABEL = "Validación técnica", "Opinión técnica"
SIZED, NOTIFIED, LOG = "Dimensionamiento", "Notificar a Comercial el cumplimiento", "Anotar en la bitácora"


@dataclass(frozen=True)
class Edition:
    """A version before it is one: when it was signed, what its row of the table says, what it answers."""

    at: datetime
    description: str
    answers: tuple[str, ...]
    diagram: bytes
    forms: dict[str, bytes]

    def written(self, folder: Path) -> list[Path]:
        """The files of it, in a folder."""
        folder.mkdir()
        files = {"gestion_comercial.bpmn": self.diagram}
        files |= {f"{name}.form.json": form for name, form in self.forms.items()}
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return [folder / name for name in files]


def editions() -> tuple[Edition, Edition, Edition, Edition]:
    """Versions 1 to 4."""
    shipped = gestion()
    fourth, forms = shipped.diagram, dict(shipped.forms)
    third = without(up_to(fourth, 3), "dimensionamiento")
    second = replaced(without(up_to(third, 2), "notificar_cumplimiento"), (NAME.encode(), EARLIER_NAME.encode()))
    first = replaced(up_to(second, 1), *WITH_A_LOG)
    older = forms | {"validacion": replaced(forms["validacion"], (LABEL.encode(), EARLIER_LABEL.encode()))}
    about = [
        (datetime(2019, 2, 8, 15, tzinfo=UTC), "Emisión inicial", (), first, older),
        (
            datetime(2019, 5, 28, 15, tzinfo=UTC),
            "Actualización del diagrama de proceso de acuerdo con los hallazgos obtenidos de la auditoría interna "
            "del SGI.",
            ("SGI-2019-03: la bitácora repite lo que ya dice el CRM",),
            second,
            older,
        ),
        (
            datetime(2019, 8, 21, 15, tzinfo=UTC),
            "Actualización del proceso de acuerdo a las necesidades de la organización y en alineación al SGAS.",
            (),
            third,
            forms,
        ),
        (
            datetime(2020, 8, 8, 15, tzinfo=UTC),
            "Actualización del proceso con base en los hallazgos identificados en la auditoría interna SGI/SGAS.",
            ("SGI-2020-11: los costos no se dimensionan", "SGAS-2020-02: falta constancia del dimensionamiento"),
            fourth,
            forms,
        ),
    ]
    one, two, three, four = (Edition(*each) for each in about)
    return one, two, three, four


def replaced(text: bytes, *edits: tuple[bytes, bytes]) -> bytes:
    """A text with others in the place of some of it, each where it first stands."""
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def up_to(diagram: bytes, number: int) -> bytes:
    """The diagram with the rows of its table of versions up to a number."""
    tree = etree.fromstring(diagram)
    for row in tree.iterfind(".//cauce:change", NS):
        if int(row.get("version", "0")) > number:
            parent = row.getparent()
            assert parent is not None
            parent.remove(row)
    return _text(tree)


def without(diagram: bytes, node: str) -> bytes:
    """The diagram without a step that has one way in and one way out: what came before it leads past it."""
    tree = etree.fromstring(diagram)
    (before,) = tree.xpath(f"//bpmn:sequenceFlow[@targetRef='{node}']", namespaces=NS)
    (after,) = tree.xpath(f"//bpmn:sequenceFlow[@sourceRef='{node}']", namespaces=NS)
    ahead = after.get("targetRef")
    before.set("targetRef", ahead)
    for incoming in tree.xpath(f"//*[@id='{ahead}']/bpmn:incoming[.='{after.get('id')}']", namespaces=NS):
        incoming.text = before.get("id")
    gone = node, after.get("id")
    old = [
        *(each for id_ in gone for each in tree.xpath(f"//*[@id='{id_}' or @bpmnElement='{id_}']")),
        *tree.xpath(f"//bpmn:flowNodeRef[.='{node}']", namespaces=NS),
    ]
    for each in old:
        each.getparent().remove(each)
    for policy in tree.iterfind(".//cauce:policy", NS):
        named = [id_ for id_ in policy.get("elements", "").split() if id_ != node]
        policy.set("elements", " ".join(named))
    return _text(tree)


def _text(tree: etree._Element) -> bytes:
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True)
