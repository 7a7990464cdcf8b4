"""The identity of a version: what an editor may change without making a new one, and what it may not."""

import re
from pathlib import Path

import pytest
import SpiffWorkflow.bpmn.parser
from lxml import etree

from bpmn.canonical import QNAME_ATTRIBUTES, QNAME_ELEMENTS, canonical, digest
from bpmn.xml import BPMN, BPMNDI, XmlError

SHIPPED = Path(__file__).parents[2] / "bpmn" / "processes"
SCHEMAS = Path(SpiffWorkflow.bpmn.parser.__file__).parent / "schema"

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:t="urn:t"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI">
  <b:process id="p" name="Gestión">
    <b:documentation>Un <i xmlns="urn:h">texto</i> <u xmlns="urn:h">mixto</u></b:documentation>
    <b:sendTask id="s" messageRef="t:m" />
    <b:sequenceFlow id="f" sourceRef="s" targetRef="s">
      <b:conditionExpression xsi:type="b:tFormalExpression">a &lt; 1</b:conditionExpression>
    </b:sequenceFlow>
  </b:process>
  <di:BPMNDiagram id="d" />
</b:definitions>"""


def changed(*changes: tuple[str, str]) -> bytes:
    text = DIAGRAM
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return text.encode()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(re.sub(r">\s+<(?!u)", "><", DIAGRAM).encode(), id="no white space between elements"),
        pytest.param(changed(("\n", "\r\n")), id="line ends"),
        pytest.param(changed(("    <b:sendTask", "\t\n<!-- why --><?how?><b:sendTask")), id="comments"),
        pytest.param(changed(('id="p" name="Gestión"', 'name="Gestión"\n  id="p"')), id="the order of attributes"),
        pytest.param(changed(("<b:", "<"), ("</b:", "</"), ("s:b", "s"), ('"b:', '"')), id="the default namespace"),
        pytest.param(changed(("b:", "bpmn:"), (":b=", ":bpmn=")), id="the prefix of BPMN"),
        pytest.param(changed(("xmlns:t", "xmlns:x"), ("t:m", "x:m")), id="the prefix of a name that is a value"),
        pytest.param(changed((' id="p"', ' xmlns:more="urn:more" id="p"')), id="a namespace that nobody uses"),
        pytest.param(changed((' messageRef="t:m" />', ' messageRef="t:m"></b:sendTask>')),
                     id="how an empty element is closed"),
        pytest.param(changed(("a &lt; 1", "<![CDATA[a < 1]]>")), id="CDATA"),
        pytest.param(changed(("ó", "&#243;")), id="a character by its number"),
        pytest.param(changed(("UTF-8", "UTF-16")).decode().encode("utf-16"), id="UTF-16"),
        pytest.param(changed(("UTF-8", "ISO-8859-1")).decode().encode("latin-1"), id="Latin 1"),
        pytest.param(DIAGRAM.split("\n", 1)[1].encode(), id="no declaration"),
    ],
)  # fmt: skip
def test_the_same_version(data):
    assert canonical(data) == canonical(DIAGRAM.encode())
    assert digest(data) == digest(DIAGRAM.encode())


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(changed(("Gestión", "Gestion")), id="a name"),
        pytest.param(changed(("Gestión", "Gestión ")), id="a space at the end of a name"),
        pytest.param(changed(('"Gestión"', '"Gest&#10;ión"')), id="a line end in a name"),
        pytest.param(changed(("a &lt; 1", "a &lt;  1")), id="a space in a condition"),
        pytest.param(changed(("</i> <u", "</i><u")), id="a space in a mixed text"),
        pytest.param(changed((' name="Gestión"', "")), id="an attribute"),
        pytest.param(changed(('<di:BPMNDiagram id="d" />', "")), id="the drawing"),
        pytest.param(changed(("urn:t", "urn:u")), id="the namespace of a name that is a value"),
        pytest.param(changed(("t:m", "m")), id="a name with and without a namespace"),
        pytest.param(changed(("t:m", "n4:m")), id="a prefix that nothing declares"),
        pytest.param(changed(("b:tFormal", "t:tFormal")), id="the type of an expression"),
        pytest.param(changed(("20100524/DI", "20100525/DI")), id="a namespace"),
        pytest.param(changed(("    <b:sendTask", '<b:task id="x"/><b:sendTask')), id="an element"),
    ],
)
def test_another_version(data):
    assert digest(data) != digest(DIAGRAM.encode())


def test_the_order_of_elements_counts():
    one, other = b"<a><b/><c/></a>", b"<a><c/><b/></a>"
    assert digest(one) != digest(other)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*/*.bpmn")), ids=lambda path: path.stem)
def test_the_canonical_form_says_the_same(path):
    data = path.read_bytes()
    assert canonical(canonical(data)) == canonical(data)
    spaced = etree.tostring(etree.fromstring(data), encoding="utf-16", xml_declaration=True, pretty_print=True)
    assert digest(spaced) == digest(data)


def test_it_is_xml_that_means_the_same():
    root = etree.fromstring(canonical(DIAGRAM.encode()))
    condition = root.find(f".//{{{BPMN}}}conditionExpression")
    kind = condition.get("{http://www.w3.org/2001/XMLSchema-instance}type")
    assert (condition.text, root.nsmap[kind.partition(":")[0]]) == ("a < 1", BPMN)
    assert root.nsmap[root.find(f".//{{{BPMN}}}sendTask").get("messageRef").partition(":")[0]] == "urn:t"


def test_only_xml_that_is_not_read_has_no_canonical_form():
    with pytest.raises(XmlError):
        canonical(b"<a")
    assert canonical(b"<html/>") == b"<html></html>"


@pytest.mark.parametrize(("schema", "namespace"), [("Semantic.xsd", BPMN), ("BPMNDI.xsd", BPMNDI)])
def test_the_values_that_are_qualified_names_are_those_of_the_schema(schema, namespace):
    tree = etree.parse(SCHEMAS / schema)
    xs = {"xs": "http://www.w3.org/2001/XMLSchema"}
    assert set(tree.xpath("//xs:attribute[@type='xsd:QName']/@name", namespaces=xs)) == QNAME_ATTRIBUTES[namespace]
    if namespace == BPMN:
        assert set(tree.xpath("//xs:element[@type='xsd:QName']/@name", namespaces=xs)) == QNAME_ELEMENTS
