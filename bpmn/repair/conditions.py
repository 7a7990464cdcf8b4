"""Conditions written at the arrows of a diagram."""

from lxml import etree

from bpmn.repair.file import File
from bpmn.xml import BPMN, XSI


def put_condition(file: File, flow: str, test: str) -> None:
    """Give a flow a condition, in the place of the one that it has."""
    element = file.element(flow)
    condition = element.find(f"{{{BPMN}}}conditionExpression")
    if condition is None:
        condition = etree.SubElement(element, f"{{{BPMN}}}conditionExpression")
    for child in list(condition):
        condition.remove(child)
    condition.attrib.pop("language", None)
    condition.set(f"{{{XSI}}}type", f"{element.prefix}:tFormalExpression" if element.prefix else "tFormalExpression")
    condition.text = test
    file.changed()
