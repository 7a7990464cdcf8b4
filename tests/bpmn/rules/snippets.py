"""Pieces of diagrams for the tables of the rules' tests."""

from itertools import pairwise

COLLECTION = "<loopDataInputRef>areas</loopDataInputRef>"
OUTPUT = "<loopDataOutputRef>results</loopDataOutputRef>"
ITEM = '<inputDataItem id="area"/>'
RESULT = '<outputDataItem id="result"/>'
TWICE = "<loopCardinality>2</loopCardinality>"
EXPRESSION = """<resourceAssignmentExpression>
<formalExpression>area</formalExpression></resourceAssignmentExpression>"""


def task(extension: str) -> str:
    """The user task ``a`` with an extension element."""
    return f'<userTask id="a"><extensionElements>{extension}</extensionElements></userTask>'


def owned(by: str) -> str:
    """The user task ``a`` with a potential owner."""
    return f'<userTask id="a"><potentialOwner id="o">{by}</potentialOwner></userTask>'


def declared(sets: str) -> str:
    """The user task ``a`` with inputs and outputs."""
    return f'<userTask id="a"><ioSpecification><dataInput id="x"/>{sets}</ioSpecification></userTask>'


def script_task(inside: str, attributes: str = "") -> str:
    """The script task ``a``."""
    return f'<scriptTask id="a" {attributes}>{inside}</scriptTask>'


def loop(attributes: str, inside: str = "", kind: str = "userTask") -> str:
    """The activity ``a`` with a standard loop."""
    return f'<{kind} id="a"><standardLoopCharacteristics {attributes}>{inside}</standardLoopCharacteristics></{kind}>'


def instances(inside: str, attributes: str = "", extension: str = "") -> str:
    """The user task ``a`` with several instances."""
    several = f"<multiInstanceLoopCharacteristics {attributes}>{inside}</multiInstanceLoopCharacteristics>"
    return f'<userTask id="a"><extensionElements>{extension}</extensionElements>\n{several}</userTask>'


def sub_process(tasks: str, after: str = "") -> str:
    """The sub-process ``sub`` with user tasks in a row."""
    steps = ["s2", *tasks.split(), "e2"]
    inside = "".join(f'<userTask id="{id}"/>' for id in steps[1:-1])
    for source, target in pairwise(steps):
        inside += f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'
    return f'<subProcess id="sub"><startEvent id="s2"/><endEvent id="e2"/>\n{inside}{after}</subProcess>'


def idle_process(id: str) -> str:
    """A process that passes with nobody doing anything."""
    flow = f'<sequenceFlow id="{id}_flow" sourceRef="{id}_start" targetRef="{id}_end"/>'
    return f'<process id="{id}"><startEvent id="{id}_start"/><endEvent id="{id}_end"/>\n{flow}</process>'


def asking(condition: str, language: str) -> str:
    """A flow from ``xor`` to ``a`` with the condition ``c``."""
    expression = f'<conditionExpression id="c" {language}>{condition}</conditionExpression>'
    return f'<sequenceFlow id="f" sourceRef="xor" targetRef="a">{expression}</sequenceFlow>'


def document(attributes: str, inside: str = "") -> str:
    """The document control header of the process."""
    return f"<extensionElements><cauce:document {attributes}>{inside}</cauce:document></extensionElements>"


def notification(attributes: str, body: str = "") -> str:
    """A notification."""
    return f"<cauce:notification {attributes}>{body}</cauce:notification>"


def drawing(*parts: str) -> str:
    """The drawing of the process."""
    plane = "\n".join(['<bpmndi:BPMNPlane id="p_di" bpmnElement="p">', *parts, "</bpmndi:BPMNPlane>"])
    return f'<bpmndi:BPMNDiagram id="d">{plane}</bpmndi:BPMNDiagram>'


def shape(of: str, x: str = "1", y: str = "1") -> str:
    """The shape of a node."""
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="1e2" height="80"/>'
    return f'<bpmndi:BPMNShape id="{of}_di" bpmnElement="{of}">{bounds}</bpmndi:BPMNShape>'


def edge(of: str, y: str = "1") -> str:
    """The line of a flow."""
    return f'<bpmndi:BPMNEdge id="{of}_di" bpmnElement="{of}"><di:waypoint x="1" y="{y}"/></bpmndi:BPMNEdge>'
