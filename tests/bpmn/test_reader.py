"""A diagram is read into the model, and what is wrong with its writing is a finding with its own line."""

from pathlib import Path

import pytest

import bpmn.reader
from bpmn.latest import Latest
from bpmn.model import (
    Activity,
    Due,
    Event,
    EventDefinition,
    Gateway,
    LoopCharacteristics,
    Notification,
    PotentialOwner,
    Record,
)
from bpmn.reader import MOST_BYTES_KEPT, MOST_KEPT, read

SHIPPED = Path(__file__).parents[2] / "bpmn" / "processes"
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
HEAD = f"""<definitions xmlns="{BPMN}" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:spiff="http://spiffworkflow.org/bpmn/schema/1.0/core" xmlns:cauce="urn:cauce:bpmn:1" targetNamespace="urn:t">"""


def definitions(inside: str) -> bytes:
    """A file in which `inside` begins on line 3."""
    return f"{HEAD}\n{inside}\n</definitions>".encode()


def process(inside: str) -> bytes:
    """A file in which `inside`, on line 4, stands in the process ``p``."""
    return definitions(f'<process id="p">\n{inside}\n</process>')


def read_process(inside: str):
    reading = read(process(inside))
    assert reading.definitions is not None
    return reading.definitions.processes[0]


def test_the_shipped_procedures_are_read_without_a_finding():
    for path in SHIPPED.glob("*/*.bpmn"):
        assert read(path.read_bytes()).findings == (), path


def test_a_process():
    executable = read(
        definitions('<process id="p" name="P" isExecutable="true"><documentation> D </documentation></process>')
    )
    process = executable.definitions.processes[0]
    assert (process.id, process.name, process.documentation, process.line) == ("p", "P", "D", 3)
    assert process.executable
    assert executable.definitions.target_namespace == "urn:t"
    assert not read_process("").executable


def test_the_prefix_does_not_matter():
    data = f'<x:definitions xmlns:x="{BPMN}"><x:process id="p"><x:task id="t"/></x:process></x:definitions>'.encode()
    assert [node.id for node in read(data).definitions.processes[0].nodes] == ["t"]


def test_root_elements():
    data = definitions(
        """<resource id="boss" name="Director"/><message id="m" name="M"/><signal id="s"/><error id="e"/>
        <escalation id="x"/>"""
    )
    read_ = read(data).definitions
    assert [(e.id, e.name, e.line) for e in (*read_.resources, *read_.messages)] == [
        ("boss", "Director", 3),
        ("m", "M", 3),
    ]
    assert [e.id for e in (*read_.signals, *read_.errors, *read_.escalations)] == ["s", "e", "x"]


def test_flows_give_nodes_what_enters_and_leaves_them():
    p = read_process(
        """<startEvent id="s"/><task id="t"/><sequenceFlow id="f" sourceRef="s" targetRef="t">
        <conditionExpression> x == 1 </conditionExpression></sequenceFlow>"""
    )
    assert (p.node("s").outgoing, p.node("t").incoming, p.node("t").outgoing) == (("f",), ("f",), ())
    assert [(f.source, f.target, f.condition, f.parent, f.line) for f in p.flows] == [("s", "t", "x == 1", "p", 4)]


def test_an_empty_condition_is_not_a_missing_one():
    flow = '<task id="a"/><task id="b"/><sequenceFlow id="f" sourceRef="a" targetRef="b">{}</sequenceFlow>'
    assert read_process(flow.format("<conditionExpression/>")).flows[0].condition == ""
    assert read_process(flow.format("")).flows[0].condition is None


def test_embedded_sub_processes_belong_to_the_process_and_are_told_apart_by_parent():
    p = read_process(
        """<subProcess id="sub"><task id="t"/><subProcess id="inner"><task id="u"/></subProcess></subProcess>"""
    )
    assert [(node.id, node.parent) for node in p.nodes] == [
        ("sub", "p"),
        ("t", "sub"),
        ("inner", "sub"),
        ("u", "inner"),
    ]


def test_a_gateway():
    gateway = read_process('<exclusiveGateway id="g" default="f"/>').nodes[0]
    assert isinstance(gateway, Gateway)
    assert (gateway.kind, gateway.default) == ("exclusiveGateway", "f")


def test_an_activity():
    activity = read_process(
        """<userTask id="t" name="Validar" default="f" isForCompensation="true"><documentation>Qué hacer</documentation>
        <extensionElements><cauce:activity number="5" responsible="Cumplimiento" form="validar">
        <cauce:record code="F-1" name="Acta"/><cauce:record name="Correo"/></cauce:activity>
        <cauce:due businessDays="1" before="fecha"/>
        <cauce:notification to="a b" toExpression="areas" subject="Aviso">Hola {cliente}
        </cauce:notification>
        <spiff:preScript>x = 1</spiff:preScript><spiff:postScript>y = 1</spiff:postScript></extensionElements>
        <potentialOwner id="o"><resourceRef>boss</resourceRef></potentialOwner>
        <potentialOwner><resourceAssignmentExpression><formalExpression> area </formalExpression>
        </resourceAssignmentExpression></potentialOwner></userTask>"""
    ).nodes[0]
    assert isinstance(activity, Activity)
    assert (activity.name, activity.documentation, activity.default) == ("Validar", "Qué hacer", "f")
    assert (activity.number, activity.responsible, activity.form) == ("5", "Cumplimiento", "validar")
    assert activity.records == (Record(code="F-1", name="Acta"), Record(code=None, name="Correo"))
    assert activity.due == Due(business_days=1, before="fecha")
    assert activity.notifications == (
        Notification(to=("a", "b"), to_expression="areas", subject="Aviso", body="Hola {cliente}"),
    )
    assert (activity.pre_script, activity.post_script, activity.for_compensation) == ("x = 1", "y = 1", True)
    assert activity.potential_owners == (
        PotentialOwner(id="o", role="boss", line=11),
        PotentialOwner(id="", expression="area", line=12),
    )


def test_an_owner_s_expression_as_the_editor_writes_it():
    owner = (
        read_process(
            """<userTask id="t"><potentialOwner><resourceAssignmentExpression><expression>area</expression>
        </resourceAssignmentExpression></potentialOwner></userTask>"""
        )
        .nodes[0]
        .potential_owners[0]
    )
    assert owner.expression == "area"


def test_other_activities():
    p = read_process(
        """<scriptTask id="s"><script>x = 1\ny = 2</script></scriptTask><callActivity id="c" calledElement="q"/>
        <sendTask id="m" messageRef="msg"/><subProcess id="e" triggeredByEvent="true"/>"""
    )
    assert (p.node("s").script, p.node("c").called_element, p.node("m").message) == ("x = 1\ny = 2", "q", "msg")
    assert p.node("e").triggered_by_event


@pytest.mark.parametrize(
    ("xml", "loop"),
    [
        (
            '<standardLoopCharacteristics loopMaximum="3" testBefore="true"><loopCondition> n </loopCondition>'
            "</standardLoopCharacteristics>",
            LoopCharacteristics(kind="standard", maximum=3, test_before=True, condition="n", line=4),
        ),
        (
            '<multiInstanceLoopCharacteristics spiff:scriptsOnInstances="true">'
            "<loopDataInputRef>areas</loopDataInputRef><loopDataOutputRef>results</loopDataOutputRef>"
            "<inputDataItem id='area'/><outputDataItem id='result'/>"
            "<completionCondition>enough</completionCondition></multiInstanceLoopCharacteristics>",
            LoopCharacteristics(
                kind="parallel", collection="areas", output_collection="results", input_item="area",
                output_item="result", condition="enough", scripts_on_instances=True, line=4,
            ),
        ),
        (
            '<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>3</loopCardinality>'
            "</multiInstanceLoopCharacteristics>",
            LoopCharacteristics(kind="sequential", cardinality="3", line=4),
        ),
        ("", None),
    ],
)  # fmt: skip
def test_how_an_activity_repeats(xml, loop):
    assert read_process(f'<userTask id="t">{xml}</userTask>').nodes[0].loop == loop


@pytest.mark.parametrize(
    ("xml", "definition"),
    [
        ("<timerEventDefinition><timeDuration> P3D </timeDuration></timerEventDefinition>", ("timer", None, "P3D")),
        ('<messageEventDefinition messageRef="m"/>', ("message", "m", None)),
        ('<errorEventDefinition errorRef="e"/>', ("error", "e", None)),
        (
            "<conditionalEventDefinition><condition>x</condition></conditionalEventDefinition>",
            ("conditional", None, "x"),
        ),
        ("<eventDefinitionRef> shared </eventDefinitionRef>", ("reference", "shared", None)),
    ],
)
def test_an_event(xml, definition):
    event = read_process(f'<boundaryEvent id="b" attachedToRef="t" cancelActivity="false">{xml}</boundaryEvent>').nodes[
        0
    ]
    kind, ref, expression = definition
    assert isinstance(event, Event)
    assert event.definitions == (EventDefinition(kind=kind, ref=ref, expression=expression, line=4),)
    assert (event.attached_to, event.cancel_activity, event.interrupting) == ("t", False, True)


def test_lanes_are_read_by_id_and_the_innermost_wins():
    p = read_process(
        """<laneSet><lane id="out" name="Afuera"><flowNodeRef>a</flowNodeRef><flowNodeRef> b
        </flowNodeRef><childLaneSet><lane id="in"><flowNodeRef>b</flowNodeRef></lane></childLaneSet></lane></laneSet>
        <task id="a"/><task id="b"/><task id="c"/>"""
    )
    assert [(lane.id, lane.name, lane.parent) for lane in p.lanes] == [("out", "Afuera", None), ("in", None, "out")]
    assert [p.node(id).lane for id in "abc"] == ["out", "in", None]


def test_the_innermost_lane_wins_whatever_the_order():
    p = read_process(
        """<laneSet><lane id="out"><childLaneSet><lane id="in"><flowNodeRef>a</flowNodeRef></lane></childLaneSet>
        <flowNodeRef>a</flowNodeRef></lane></laneSet><task id="a"/>"""
    )
    assert p.node("a").lane == "in"


def test_what_stands_in_a_sub_process_stands_in_its_lane():
    p = read_process(
        """<laneSet><lane id="l"><flowNodeRef>sub</flowNodeRef></lane><lane id="m"><flowNodeRef>b</flowNodeRef></lane>
        </laneSet><subProcess id="sub"><task id="a"/><task id="b"/></subProcess>"""
    )
    assert (p.node("a").lane, p.node("b").lane) == ("l", "m")


def test_who_staffs_a_lane():
    p = read_process(
        """<laneSet><lane id="sales"><extensionElements><cauce:staffing role="seller"/><cauce:staffing role="boss"/>
        <cauce:responsibility> Vender </cauce:responsibility></extensionElements></lane><lane id="law"/></laneSet>"""
    )
    assert [(lane.roles, lane.responsibilities) for lane in p.lanes] == [
        (("seller", "boss"), ("Vender",)),
        (("law",), ()),
    ]


def test_the_line_is_that_of_the_tag_s_beginning():
    data = definitions('<process\n  id="p">\n<task\n  id="t"\n  name="T"/>\n</process>')
    p = read(data).definitions.processes[0]
    assert (p.line, p.node("t").line) == (3, 5)


def test_the_model_is_consistent_whatever_the_file():
    p = read_process(
        """<task id="t" name="first"/><task id="t" name="second"/><task/>
        <sequenceFlow id="f" sourceRef="t" targetRef="t"/><sequenceFlow id="g" sourceRef="t" targetRef="gone"/>
        <sequenceFlow id="f" sourceRef="t" targetRef="t"/>"""
    )
    assert [(node.id, node.name) for node in p.nodes] == [("t", "first")]
    assert [flow.id for flow in p.flows] == ["f"]
    assert (p.node("t").incoming, p.node("t").outgoing) == (("f",), ("f",))


def test_what_stands_in_an_extension_is_no_part_of_the_process():
    p = read_process('<task id="t"><extensionElements><userTask id="hidden"/></extensionElements></task>')
    assert [node.id for node in p.nodes] == ["t"]


def diagram(name: str) -> bytes:
    return (SHIPPED / "gestion_comercial" / "gestion_comercial.bpmn").read_bytes() + f"<!-- {name} -->".encode()


def test_the_same_bytes_are_read_once() -> None:
    assert read(diagram("a")) is read(diagram("a"))
    assert read(diagram("a")) is not read(diagram("b"))


def test_what_was_read_long_ago_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bpmn.reader, "_readings", Latest(MOST_KEPT, MOST_BYTES_KEPT))
    first, last = read(diagram("first")), read(diagram("last"))
    for number in range(MOST_KEPT - 1):
        read(b"<a>%d</a>" % number)
    assert read(diagram("last")) is last
    assert read(diagram("first")) is not first


def test_large_files_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bpmn.reader, "_readings", Latest(MOST_KEPT, MOST_BYTES_KEPT))
    first = read(b"<a/>")
    read(b" " * MOST_BYTES_KEPT)
    assert read(b"<a/>") is not first


def test_what_was_read_cannot_be_changed() -> None:
    reading = read(diagram("a"))
    assert reading.root is not None
    with pytest.raises(TypeError):
        reading.root.attributes["id"] = "another"  # type: ignore[index]
    with pytest.raises(AttributeError):
        reading.root.content.append("text")  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        reading.elements["another"] = reading.root  # type: ignore[index]
