"""What each repair makes of what it is for, in small diagrams."""

import re
from collections.abc import Mapping

import pytest

from bpmn.examples.notation import NAMESPACES, elements
from bpmn.forms.schema.reader import read_form
from bpmn.lint import lint
from bpmn.repair import Given, Repaired, repair

LANE = '<laneSet id="lanes"><lane id="sales" name="Ventas">{refs}</lane></laneSet>'


def drawn(flows: str = "", inside: str = "", beside: str = "", lane: bool = True) -> bytes:
    """A process ``p`` whose steps stand in one lane."""
    content = f"{inside}\n{elements(flows, inside)}"
    ids = re.findall(r'<(?!process|message|resource|data|sequence|lane|condition)\w+ id="(\w+)"', content)
    refs = "".join(f"<flowNodeRef>{id}</flowNodeRef>" for id in dict.fromkeys(ids))
    lanes = LANE.format(refs=refs) if lane else ""
    process = f'<process id="p" isExecutable="true">{lanes}{content}</process>'
    return f"<definitions {NAMESPACES}>{beside}{process}</definitions>".encode()


def answered(
    diagram: bytes, given: Given | None = None, forms: Mapping[str, bytes] | None = None, **chosen: str
) -> Repaired:
    """Everything repaired, each question answered with `chosen` by its repair's name or as is suggested."""
    answers: dict[str, str] = {}
    while True:
        found = repair(diagram, forms, given, answers=answers)
        new = {
            offer.key: chosen.get(offer.repair) or offer.question.suggested or "3"
            for offer in found.questions
            if offer.question is not None and offer.key not in answers
        }
        if not new:
            return found
        answers |= new


def codes(repaired: Repaired) -> set[str]:
    """What still refuses a diagram."""
    forms = {id: form for id, content in repaired.forms.items() if (form := read_form(content).form) is not None}
    return {each.code for each in lint(repaired.diagram, forms=forms).findings if each.refuses}


MACHINE = "start > a > end"
EVENT = "<{kind} id='{id}'><{what}EventDefinition/></{kind}>"
CASES = {
    "no start": (("a > end", "", ""), "explicit:start:p"),
    "several first steps": (("a > end; b > end", "", ""), "explicit:start:p"),
    "back to the start": (("start > a > xor > end [a1]; xor > start [default]", "", ""), "explicit:back:start"),
    "several starts": (("start > a > end; start2 > b > end2", "", ""), "starts:p"),
    "an end in the middle": (("start > a > end > b > end2", "", ""), "passed_over:end:end"),
    "an error out of a sub-process": (
        (
            "start > s > end; e > c > end2",
            '<subProcess id="s"><startEvent id="s1"/><userTask id="i"/><endEvent id="s2"><errorEventDefinition id="y"/>'
            '</endEvent><sequenceFlow id="i1" sourceRef="s1" targetRef="i"/><sequenceFlow id="i2" sourceRef="i" '
            'targetRef="s2"/></subProcess><boundaryEvent id="e" name="Falla" attachedToRef="s"><errorEventDefinition '
            'id="x"/></boundaryEvent>',
            "",
        ),
        "thrown:s",
    ),
    "a clock without a time": (
        (
            "start > t > end",
            '<intermediateCatchEvent id="t"><timerEventDefinition id="z"/></intermediateCatchEvent>',
            "",
        ),
        "timers:t",
    ),
    "a step that nothing leads to": (("start > a > end; b > end2", "", ""), "left_out:unreachable:p"),
    "any order": (
        ("start > s > end", '<adHocSubProcess id="s"><userTask id="i"/><userTask id="j"/></adHocSubProcess>', ""),
        "nested:any:s",
    ),
    "two arrows for one": (("start > a > b > end; a > b", "", ""), "dangling:twice"),
    "no end": (("start > a", "", ""), "explicit:end:a"),
    "unseen split": (("start > a > b > end; a > c > end2", "", ""), "explicit:split:a"),
    "an arrow that leads nowhere": (
        ("start > a > end", '<sequenceFlow id="f" sourceRef="a" targetRef="nobody"/>', ""),
        "dangling:flows",
    ),
    "a start that waits": (
        ("start > a > end", '<startEvent id="start"><messageEventDefinition id="m"/></startEvent>', ""),
        "plain_events:start",
    ),
    "an end with a signal": (
        ("start > a > end", '<endEvent id="end" name="Listo"><signalEventDefinition id="m"/></endEvent>', ""),
        "plain_events:end",
    ),
    "a receive task": (("start > a > end", '<receiveTask id="a" name="Esperar"/>', ""), "received:a"),
    "a message to wait for": (
        (
            "start > e > end",
            '<intermediateCatchEvent id="e"><messageEventDefinition id="m"/></intermediateCatchEvent>',
            "",
        ),
        "received:e",
    ),
    "a service task": (("start > a > end", '<serviceTask id="a" name="Cobrar"/>', ""), "machine:a"),
    "a business rule task": (("start > a > end", '<businessRuleTask id="a"/>', ""), "machine:a"),
    "a script in another language": (
        ("start > a > end", '<scriptTask id="a" scriptFormat="groovy"><script>x = 1</script></scriptTask>', ""),
        "machine:a",
    ),
    "a call of what is not here": (("start > a > end", '<callActivity id="a" calledElement="q"/>', ""), "machine:a"),
    "a message without a name": (("start > a > end", '<sendTask id="a" name="Avisar"/>', ""), "named_messages:a"),
    "a sub-process with nothing in it": (("start > a > end", '<subProcess id="a"/>', ""), "nested:empty:a"),
    "one arrow without a condition": (
        (
            "start > a > xor > b [x == 1] > end; xor > c > end2",
            '<scriptTask id="a"><script>x = 1</script></scriptTask>',
            "",
        ),
        "default_way:xor",
    ),
    "a decision that says nothing": (("start > a > xor > b > end; xor > c > end2", "", ""), "decided:xor"),
    "conditions that are words": (
        ("start > a > xor > b [is it fine] > end; xor > c [it is not] > end2", "", ""),
        "decided:xor",
    ),
    "several answers without conditions": (
        ("start > a > or > b > end; or > c > end2", "", ""),
        "decided:or",
    ),
    "a condition of another tool": (
        ("start > a > xor > b [${{ok}}] > end; xor > c [default] > end2".replace("{{", "{").replace("}}", "}"), "", ""),
        "asked:xor",
    ),
    "repeated nobody knows how often": (
        (
            "start > a > end",
            '<userTask id="a"><multiInstanceLoopCharacteristics></multiInstanceLoopCharacteristics></userTask>',
            "",
        ),
        "loops:times:a",
    ),
    "an error at the edge": (
        (
            "start > a > end; e > c > end2",
            '<boundaryEvent id="e" name="Falla" attachedToRef="a"><errorEventDefinition id="x"/></boundaryEvent>',
            "",
        ),
        "reported:a",
    ),
    "what comes first": (
        (
            "start > w > m1 > b > end; w > m2 > c > end2; w > t > d > end3",
            '<eventBasedGateway id="w"/><intermediateCatchEvent id="m1" name="Acepta"><messageEventDefinition id="x"/>'
            '</intermediateCatchEvent><intermediateCatchEvent id="m2" name="Rechaza"><messageEventDefinition id="y"/>'
            '</intermediateCatchEvent><intermediateCatchEvent id="t"><timerEventDefinition id="z"><timeDuration>P3D'
            "</timeDuration></timerEventDefinition></intermediateCatchEvent>",
            "",
        ),
        "first_event:w",
    ),
    "a jump": (
        (
            "start > a > out; in > b > end",
            '<intermediateThrowEvent id="out"><linkEventDefinition id="l1" name="A"/></intermediateThrowEvent>'
            '<intermediateCatchEvent id="in"><linkEventDefinition id="l2" name="A"/></intermediateCatchEvent>',
            "",
        ),
        "links:in",
    ),
    "meant elsewhere": (
        (
            "start > a > end",
            '<endEvent id="end"><eventDefinitionRef>apart</eventDefinitionRef></endEvent>',
            '<terminateEventDefinition id="apart"/>',
        ),
        "plain_events:end",
    ),
    "ways that meet without waiting": (
        ("start > and > a > c > end; and > b > c", "", ""),
        "merged:c",
    ),
    "a join of the wrong kind": (
        ("start > and > a > xor > c > end; and > b > xor", "", ""),
        "carried:lack_of_synchronisation:xor",
    ),
    "a comment in a script": (
        ("start > a > end", '<scriptTask id="a"><script>x = 1 <!-- 2 -->+ 1</script></scriptTask>', ""),
        "comments",
    ),
    "no identifier": (("start > a > end", "<laneSet><lane name='B'/></laneSet>", ""), "identifiers:missing"),
    "an identifier that cannot be": (
        ("start > a > end", '<textAnnotation id="1 note"/>', ""),
        "identifiers:unfit",
    ),
    "a prefix before a property": (
        ("start > a > end", '<userTask id="a" b:name="A" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', ""),
        "prefixes",
    ),
}


@pytest.mark.parametrize(("given", "key"), CASES.values(), ids=CASES)
def test_what_is_wrong_is_offered_a_repair_after_which_it_is_accepted(given, key):
    before = drawn(*given)
    found = answered(before)
    assert key in [each.offer.key for each in found.made]
    assert codes(found) == set()


@pytest.mark.parametrize(("given", "key"), CASES.values(), ids=CASES)
def test_what_was_repaired_is_offered_nothing_more_and_stays_as_it_is(given, key):
    found = answered(drawn(*given))
    again = repair(found.diagram, found.forms)
    assert (again.made, again.diagram) == ((), found.diagram)


def test_nothing_is_made_that_was_not_wanted_or_answered():
    given = drawn("a > end", '<serviceTask id="a"/>')
    found = repair(given, wanted=())
    assert (found.diagram, found.made) == (given, ())
    assert [(each.key, each.question is not None) for each in found.offered] == [
        ("machine:a", True),
        ("explicit:start:p", False),
        ("missing_drawing:all:p", False),
    ]
    chosen = repair(given, wanted=["explicit:start:p"], answers={"machine:a": "somebody"})
    assert [each.offer.key for each in chosen.made] == ["explicit:start:p"]


def test_another_system_is_told_in_the_place_of_what_a_program_would_do():
    found = answered(drawn(MACHINE, '<serviceTask id="a" name="Cobrar"/>'), machine="tell")
    assert codes(found) == set()
    assert b'<message id="cobrar" name="Cobrar"/>' in found.diagram
    assert b'<sendTask id="a" name="Cobrar" messageRef="cobrar"/>' in found.diagram


def test_a_call_may_lead_to_a_procedure_that_is_here():
    given = Given(procedures={"compras": "Compras"})
    diagram = drawn(MACHINE, '<callActivity id="a" calledElement="q"/>')
    (offer,) = [each for each in repair(diagram, given=given).questions if each.repair == "machine"]
    assert offer.question is not None
    assert [each.label for each in offer.question.choices][1:] == ["Compras"]
    assert b'calledElement="compras"' in answered(diagram, given, machine="call:compras").diagram


CAMUNDA = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'


def test_each_group_that_a_file_names_is_asked_for_once_and_its_steps_get_the_role():
    steps = "".join(
        f'<userTask id="{id}" camunda:{what} {CAMUNDA}/>'
        for id, what in (
            ("a", 'candidateGroups="management"'),
            ("b", 'candidateGroups="management"'),
            ("c", 'assignee="${{initiator}}"'.replace("{{", "{").replace("}}", "}")),
        )
    )
    diagram = drawn("start > a > b > c > end", steps, lane=False)
    given = Given(roles={"director_comercial": "Director Comercial"})
    found = repair(diagram, given=given)
    assert [(each.key, each.elements) for each in found.questions] == [
        ("performers:management", ("a", "b")),
        ("performers:initiator", ("c",)),
    ]
    done = repair(
        diagram,
        given=given,
        answers={"performers:management": "director_comercial", "performers:initiator": "Área que solicita"},
    )
    assert codes(done) == set()
    said = lint(done.diagram).definitions
    assert said is not None
    assert {each.id: each.name for each in said.resources} == {
        "director_comercial": "Director Comercial",
        "area_que_solicita": "Área que solicita",
    }
    assert [each.potential_owners[0].role for each in said.processes[0].activities()] == [
        "director_comercial", "director_comercial", "area_que_solicita",
    ]  # fmt: skip
    assert done.diagram.count(b"candidateGroups") == 2


@pytest.mark.parametrize(
    ("condition", "kind"),
    [("${ok}", "radio"), ("${total > 100}", "number"), ("${answer == 'Sí'}", "radio"), ("= ok = true", "radio")],
)
def test_what_a_condition_reads_and_nothing_fills_in_is_asked_right_before_it(condition, kind):
    found = answered(drawn(f"start > a > xor > b [{condition.replace('>', 'gt')}] > end; xor > c [default] > end2"))
    assert codes(found) == set()
    (form,) = found.forms.values()
    read = read_form(form).form
    assert read is not None
    assert f'"type": "{kind}"'.encode() in form


def test_a_step_that_leads_to_the_decision_alone_asks_itself_and_a_new_one_else():
    alone = answered(drawn("start > a > xor > b > end; xor > c > end2"))
    shared = answered(drawn("start > a > xor > b > end; xor > c > a"))
    between = answered(drawn("start > and > a > and2 > xor > b > end; and > d > and2; xor > c > end2"))
    for found, count in ((alone, 3), (shared, 3), (between, 5)):
        said = lint(found.diagram).definitions
        assert said is not None
        assert len(list(said.processes[0].activities())) == count


TWO = f"""<definitions {NAMESPACES} xmlns:x="urn:other">
<collaboration id="c"><participant id="p1" name="Cliente" processRef="client"/>
<participant id="p2" name="Nosotros" processRef="us"/><messageFlow id="m" sourceRef="ask" targetRef="answer"/>
</collaboration>
<process id="client" isExecutable="true">{elements("start > ask > end")}</process>
<process id="us" isExecutable="true">{elements("start2 > answer > end2")}</process></definitions>""".encode()


def test_of_several_processes_the_one_that_is_ours_stays_and_the_others_are_partners():
    (offer,) = [each for each in repair(TWO).questions if each.repair == "ours"]
    assert offer.question is not None
    assert [str(each.label) for each in offer.question.choices] == ["Cliente (steps: 1)", "Nosotros (steps: 1)"]
    found = answered(TWO, ours="us")
    assert codes(found) == set()
    said = lint(found.diagram).definitions
    assert said is not None
    assert [each.id for each in said.processes] == ["us"]
    assert b'<participant id="p1" name="Cliente"/>' in found.diagram
    assert b'<messageFlow id="m" sourceRef="p1" targetRef="answer"/>' in found.diagram


def test_what_cannot_be_read_is_left_as_it_is():
    for bytes_ in (b"", b"<a", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        assert repair(bytes_) == Repaired(bytes_)


def test_what_is_missing_in_the_drawing_is_drawn_and_lanes_are_drawn_in_a_pool():
    found = answered(
        drawn(
            "start > a > xor > b [x == 1] > end; xor > c [default] > end2",
            '<scriptTask id="a"><script>x = 1</script></scriptTask>',
        )
    )
    assert "not_drawn" not in {each.code for each in lint(found.diagram).findings}
    assert b'isHorizontal="true"' in found.diagram
    assert b'bpmnElement="sales"' in found.diagram
