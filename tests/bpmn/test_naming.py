"""What has no name is told by what it is and where it stands, never by its id."""

import pytest

from bpmn.examples.notation import NAMESPACES, elements
from bpmn.model import Element, Process
from bpmn.naming import name_of
from bpmn.placing import REACH
from bpmn.reader import read
from bpmn.surroundings import Surrounded

NAMED = """<userTask id="a" name="Validate
 it"/><userTask id="b" name="Pay"/><userTask id="c"/><userTask id="blank" name=" "/>
<boundaryEvent id="late" attachedToRef="c"><timerEventDefinition/></boundaryEvent>
<sequenceFlow id="yes" name="Yes" sourceRef="xor" targetRef="b"/>"""


def process(flows: str, inside: str = NAMED, attributes: str = "") -> Process:
    drawn = elements(flows, inside)
    source = f"<definitions {NAMESPACES}><process id='p' {attributes}>{inside}{drawn}</process></definitions>"
    definitions = read(source.encode()).definitions
    assert definitions is not None
    return definitions.processes[0]


@pytest.fixture(scope="module")
def drawn() -> Process:
    return process("start > a > xor > c > and > end; b > and; and > end2; late > blank > end3; xor2 > xor2")


@pytest.mark.parametrize(
    ("element", "name"),
    [
        ("a", "“Validate it”"),
        ("xor", "the decision after “Validate it”"),
        ("start", "the start before “Validate it”"),
        ("c", "the activity after “Validate it”"),
        ("late", "the term of the activity after “Validate it”"),
        ("and", "the fork or join after “Pay”"),
        ("xor2", "the meeting of ways"),
        ("f_xor_c", "the flow from the decision after “Validate it” to the activity after “Validate it”"),
        ("yes", "the flow “Yes” from the decision after “Validate it” to “Pay”"),
        ("blank", "the activity"),
    ],
)
def test_each_element_has_words(drawn, element, name):
    known: dict[str, Element] = {each.id: each for each in (*drawn.nodes, *drawn.flows)}
    assert str(name_of(Surrounded(drawn), known[element])) == name


def test_a_name_further_away_than_one_looks_is_none():
    ways = " > ".join(["a", *(f"t{number}" for number in range(REACH + 5))])
    around = Surrounded(process(ways))
    told = {number: str(name_of(around, around.nodes[f"t{number}"])) for number in (0, REACH - 1, REACH + 4)}
    assert told == {
        0: "the activity after “Validate it”",
        REACH - 1: "the activity after “Validate it”",
        REACH + 4: "the activity",
    }


@pytest.mark.parametrize(
    ("flows", "name"),
    [("a > and > b; and > c", "the fork"), ("a > and > c; b > and", "the join of what runs at the same time")],
)
def test_a_parallel_gateway_parts_or_joins(flows, name):
    around = Surrounded(process(flows, inside=""))
    assert str(name_of(around, around.nodes["and"])) == name


@pytest.mark.parametrize(
    ("attributes", "name"), [("name='Requests'", "“Requests”"), ("name=''", "the procedure"), ("", "the procedure")]
)
def test_a_process_is_called_by_its_name(attributes, name):
    found = process("a > b", "", attributes)
    assert str(name_of(Surrounded(found), found)) == name


def test_an_event_that_stands_on_itself_has_words_too():
    found = process("late > a", '<boundaryEvent id="late" attachedToRef="late"/>')
    assert str(name_of(Surrounded(found), found.nodes[0])) == "the event"
