"""A diagram is changed in one place and stays as it was everywhere else."""

import pytest
from lxml import etree

from bpmn.canonical import digest
from bpmn.editing.tree import ours, put, tree
from bpmn.xml import CAUCE, XmlError
from engine.definitions.sources import shipped

DIAGRAMS = [(source.file, source.diagram) for source in shipped()]


@pytest.mark.parametrize("diagram", [diagram for _, diagram in DIAGRAMS], ids=[file for file, _ in DIAGRAMS])
def test_what_is_read_and_written_says_the_same(diagram):
    assert digest(tree(diagram).write()) == digest(diagram)


def test_what_a_reader_refuses_is_not_changed():
    with pytest.raises(XmlError):
        tree(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")


def test_a_thing_of_ours_is_put_where_it_was_and_taken_out_whole():
    read = tree(
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:o="urn:other">'
        b'<process id="p"><documentation>x</documentation><startEvent id="s" /></process></definitions>'
    )
    process = read.element("p")
    made = etree.Element(f"{{{CAUCE}}}document")
    put(process, "document", [made])
    assert [etree.QName(each).localname for each in process] == ["documentation", "extensionElements", "startEvent"]
    assert ours(process, "document") == [made]
    put(process, "document", [])
    assert [etree.QName(each).localname for each in process] == ["documentation", "startEvent"]


def test_an_element_that_is_not_there_is_a_key_error():
    with pytest.raises(KeyError):
        tree(DIAGRAMS[0][1]).element("nowhere")
