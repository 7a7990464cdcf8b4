"""The example of each rule, drawn wrong and right, written in one line: ``start > a > xor > b [x]; xor > end``.

They stand in ``bpmn/rules/examples``, a file for each code, and are drawn on the rule's page; the tests judge the very
same ones.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "rules" / "examples"
_STEP = re.compile(r"(\w+)(?: \[(.*)\])?")
KINDS = {"start": "startEvent", "end": "endEvent", "xor": "exclusiveGateway", "and": "parallelGateway"}
KINDS |= {"or": "inclusiveGateway"}
HEAD = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:cauce="urn:cauce:bpmn:1"
  xmlns:spiff="http://spiffworkflow.org/bpmn/schema/1.0/core" >"""


@dataclass(frozen=True, slots=True)
class Example:
    """The same small procedure as a rule finds it, and as it is right; `wrong` and `right` are diagrams."""

    wrong: bytes
    right: bytes


@cache
def examples() -> dict[str, Example]:
    """The examples by the code of their rule."""
    return {path.stem: _example(path) for path in sorted(_FOLDER.glob("*.toml"))}


def _example(path: Path) -> Example:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    inside = told.get("inside", {})
    return Example(*(diagram(told[each], inside.get(each, "")) for each in ("wrong", "right")))


def diagram(flows: str = "", inside: str = "", beside: str = "") -> bytes:
    """The file of a process ``p`` from a line, with more elements `inside` it and `beside` it."""
    process = f'<process id="p" isExecutable="true">\n{inside}\n{elements(flows, inside)}\n</process>'
    return f"{HEAD}\n{beside}\n{process}\n</definitions>".encode()


def elements(flows: str, around: str = "") -> str:
    """The nodes and flows of ``start > a > xor1 > b [condition]; xor1 > end [default]``.

    What `around` does not hold is made here: start…, end…, xor…, and… and or… are events and gateways, the rest user
    tasks. A flow's id is ``f_source_target``, a second one's ``f_source_target_2``. A step is called ``A`` for ``a``, a
    gateway by its number.
    """
    nodes: dict[str, str] = {}
    drawn: dict[str, str] = {}
    defaults: dict[str, str] = {}
    for chain in filter(None, (part.strip() for part in flows.split(";"))):
        before = None
        for step in chain.split(" > "):
            found = _STEP.fullmatch(step.strip())
            if found is None:
                raise ValueError(step)
            id, condition = found[1], found[2]
            nodes.setdefault(id, id.rstrip("0123456789"))
            if before is not None:
                flow = _new(f"f_{before}_{id}", drawn)
                if condition == "default":
                    defaults[before] = flow
                drawn[flow] = _flow(flow, before, id, None if condition == "default" else condition)
            before = id
    made = []
    for id, word in nodes.items():
        default = f' default="{defaults[id]}"' if id in defaults else ""
        if f'id="{id}"' not in around:
            made.append(f'<{KINDS.get(word, "userTask")} id="{id}"{_name(id, word, nodes)}{default} />')
    return "\n".join([*made, *drawn.values()])


def _name(id: str, word: str, nodes: dict[str, str]) -> str:
    """What a node is called: steps by a letter, gateways by a number, events not at all."""
    gateways = [each for each, kind in nodes.items() if kind in ("xor", "and", "or")]
    name = str(gateways.index(id) + 1) if id in gateways else "" if word in KINDS else id.upper()
    return f' name="{name}"' if name else ""


def _new(id: str, taken: dict[str, str]) -> str:
    while id in taken:
        id += "_2"
    return id


def _flow(id: str, source: str, target: str, condition: str | None) -> str:
    asks = "" if condition is None else f"<conditionExpression>{condition}</conditionExpression>"
    return f'<sequenceFlow id="{id}" sourceRef="{source}" targetRef="{target}">{asks}</sequenceFlow>'
