"""Nodes and flows written in a line."""

import re

KINDS = {"start": "startEvent", "end": "endEvent", "xor": "exclusiveGateway", "and": "parallelGateway"}
KINDS |= {"or": "inclusiveGateway"}
_ARROW = re.compile(r" > (?![^\[\]]*\])")  # not the sign of a condition
NAMESPACES = """xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:cauce="urn:cauce:bpmn:1"
  xmlns:spiff="http://spiffworkflow.org/bpmn/schema/1.0/core" """


def elements(flows: str, around: str = "") -> str:
    """The nodes and flows of ``start > a > xor1 > b [condition]; xor1 > end [default]``, as XML.

    What `around` does not hold is made here: start…, end…, xor…, and… and or… are events and gateways, the rest user
    tasks. A flow's id is ``f_source_target``, a second one's ``f_source_target_2``. Raises ValueError for a step that
    is not written so.
    """
    nodes: dict[str, str] = {}
    drawn: dict[str, str] = {}
    defaults: dict[str, str] = {}
    for chain in filter(None, (part.strip() for part in flows.split(";"))):
        steps = [_step(step.strip()) for step in _ARROW.split(chain)]
        for (before, _), (after, condition) in zip([("", None), *steps], steps, strict=False):
            nodes.setdefault(after, after.rstrip("0123456789"))
            if not before:
                continue
            flow = f"f_{before}_{after}"
            while flow in drawn:
                flow += "_2"
            asked = "" if condition is None else f"<conditionExpression>{condition}</conditionExpression>"
            if condition == "default":
                defaults[before], asked = flow, ""
            ends = f'sourceRef="{before}" targetRef="{after}"'
            drawn[flow] = f'<sequenceFlow id="{flow}" {ends}>{asked}</sequenceFlow>'
    made = []
    for id, word in nodes.items():
        default = f' default="{defaults[id]}"' if id in defaults else ""
        if f'id="{id}"' not in around:
            made.append(f'<{KINDS.get(word, "userTask")} id="{id}"{default} />')
    return "\n".join([*made, *drawn.values()])


def _step(text: str) -> tuple[str, str | None]:
    found = re.fullmatch(r"(\w+)(?: \[(.*)\])?", text)
    if found is None:
        raise ValueError(text)
    return found[1], found[2]
