"""The extension vocabulary: the reader knows what the editor's descriptor knows, and reads all of it."""

import json
from pathlib import Path

import pytest

import bpmn.extension
from bpmn.extension import VOCABULARY
from bpmn.reader import read

DESCRIPTOR = json.loads((Path(bpmn.extension.__file__).parent / "extension.json").read_text(encoding="utf-8"))
TYPES = {kind["name"][0].lower() + kind["name"][1:]: kind for kind in DESCRIPTOR["types"]}
OWNERS = {
    "process": "bpmn:Process",
    "lane": "bpmn:Lane",
    "activity": "bpmn:Activity",
    "flow node": "bpmn:FlowNode",
    "end event": "bpmn:EndEvent",
}


def test_the_namespace_and_prefix_are_those_of_the_diagrams():
    assert (DESCRIPTOR["uri"], DESCRIPTOR["prefix"]) == ("urn:cauce:bpmn:1", "cauce")
    assert DESCRIPTOR["xml"]["tagAlias"] == "lowerCase"


def test_the_descriptor_has_the_same_elements():
    assert list(TYPES) == list(VOCABULARY)


@pytest.mark.parametrize("name", VOCABULARY)
def test_the_descriptor_says_the_same_of(name):
    known, properties = VOCABULARY[name], TYPES[name]["properties"]
    assert tuple(p["name"] for p in properties if p.get("isAttr")) == known.attributes
    assert any(p.get("isBody") for p in properties) == known.text
    children = {
        p["type"][0].lower() + p["type"][1:]: p.get("isMany", False) for p in properties if p["type"] in _names()
    }
    assert children == {child: VOCABULARY[child].many for child in known.children}
    allowed = TYPES[name].get("meta", {}).get("allowedIn")
    assert allowed == ([OWNERS[known.on]] if known.on else None)


def _names() -> set[str]:
    return {kind["name"] for kind in DESCRIPTOR["types"]}


def _sample(name: str) -> str:
    """An element of the vocabulary, each attribute and text with a value of its own."""
    known = VOCABULARY[name]
    attributes = " ".join(f'{a}="{_value(name, a)}"' for a in known.attributes)
    inside = "".join(_sample(child) for child in known.children) + (_value(name, "text") if known.text else "")
    return f"<cauce:{name} {attributes}>{inside}</cauce:{name}>"


def _value(element: str, attribute: str) -> str:
    if attribute == "returnable":
        return "false"
    if (element, attribute) == ("policy", "checks"):
        return _value("check", "key")
    return {"businessDays": "4711", "days": "815"}.get(attribute, f"{element}-{attribute}")


def _owned(owner: str) -> str:
    return "".join(_sample(name) for name, known in VOCABULARY.items() if known.on in owner.split("|"))


def test_every_attribute_and_text_reaches_the_model():
    data = f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:cauce="urn:cauce:bpmn:1">
      <process id="p"><extensionElements>{_owned("process")}</extensionElements>
        <laneSet><lane id="l"><extensionElements>{_owned("lane")}</extensionElements></lane></laneSet>
        <userTask id="t"><extensionElements>{_owned("activity|flow node")}</extensionElements></userTask>
        <endEvent id="e"><extensionElements>{_owned("end event")}</extensionElements></endEvent>
      </process></definitions>"""
    model = repr(read(data.encode()).definitions)
    for name, known in VOCABULARY.items():
        for attribute in (*known.attributes, *(["text"] if known.text else [])):
            known_as = {"returnable": "returnable=False"}.get(attribute, _value(name, attribute))
            assert known_as in model
