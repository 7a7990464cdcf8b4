"""bpmn.rules.event_based_gateway: what it accepts and what it finds."""

import pytest

from bpmn.lint import lint
from tests.bpmn.rules.snippets import notification


def timers(*names: str, kind: str = "intermediateCatchEvent", inside: str = "") -> str:
    definition = inside or "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    return "".join(f'<{kind} id="{name}">{definition}</{kind}>' for name in names)


def gateway(attributes: str = "", inside: str = "") -> str:
    return f'<eventBasedGateway id="it" {attributes}>{inside}</eventBasedGateway>'


CHOICE = "start > it > soon > a > end; it > late > b > end2"
TWO = timers("soon", "late")
TO = 'to="comercial" subject="x"'
NOTICE = f"<extensionElements>{notification(TO)}</extensionElements>"


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > a > xor > end", "", [], id="other nodes"),
        pytest.param(CHOICE, gateway() + TWO, [], id="two timers"),
        pytest.param(f"{CHOICE}; it > last > end3", gateway() + TWO + timers("last"), [], id="three timers"),
        pytest.param(CHOICE, gateway('eventGatewayType="Exclusive" instantiate="false"') + TWO, [], id="spelt out"),
        pytest.param("start > xor > it > soon > xor; it > late > end", gateway() + TWO, [], id="in a loop"),
        pytest.param("start > it > end", gateway(), ["it", "end"], id="on the way"),
        pytest.param("start > end", gateway(), ["it"], id="standing alone"),
        pytest.param("start > it > soon > end", gateway() + timers("soon"), ["it"], id="one timer"),
        pytest.param(CHOICE, gateway('eventGatewayType="Parallel"') + TWO, ["it"], id="all the events"),
        pytest.param(CHOICE, gateway('eventGatewayType="first"') + TWO, ["it"], id="a type that does not exist"),
        pytest.param(CHOICE, gateway('instantiate="true"') + TWO, ["it"], id="beginning the process"),
        pytest.param(CHOICE, gateway('instantiate="1"') + TWO, ["it"], id="beginning it, as XML Schema writes it"),
        pytest.param(CHOICE, gateway('instantiate="true" eventGatewayType="Parallel"') + TWO, ["it", "it"], id="both"),
        pytest.param(CHOICE, gateway(inside=NOTICE) + TWO, ["it"], id="notifying"),
        pytest.param(CHOICE.replace("soon >", "soon [x] >"), gateway() + TWO, ["f_it_soon"], id="a condition"),
        pytest.param("start > it > soon > a > end; it > b > end", gateway() + timers("soon"), ["b"], id="a task"),
        pytest.param(
            "start > it > soon > end; it > late > end",
            gateway() + timers("soon") + timers("late", kind="receiveTask", inside=" "),
            ["late"],
            id="a task that receives",
        ),
        pytest.param(
            "start > it > soon > end; it > late > end",
            gateway() + timers("soon") + timers("late", inside="<messageEventDefinition/>"),
            ["late"],
            id="a message",
        ),
        pytest.param(
            "start > it > soon > end; it > late > end",
            gateway() + timers("soon") + timers("late", inside="<signalEventDefinition/><timerEventDefinition/>"),
            ["late"],
            id="a timer and something else",
        ),
        pytest.param(
            "start > it > soon > end; it > late > end",
            gateway() + timers("soon") + timers("late", kind="intermediateThrowEvent"),
            ["late"],
            id="an event that is thrown",
        ),
        pytest.param(f"{CHOICE}; a > late", gateway() + TWO, ["late"], id="a timer that another flow enters"),
        pytest.param(
            f"{CHOICE}; a > other > late; other > soon",
            gateway() + TWO + '<eventBasedGateway id="other"/>',
            ["soon", "late"],
            id="timers of two gateways",
        ),
        pytest.param(f"{CHOICE}; it > late", gateway() + TWO, ["late"], id="two flows to one timer"),
    ],
)
def test_event_based_gateway(found, flows, inside, expected):
    assert sorted(found("event_based_gateway", flows, inside)) == sorted(expected)


def test_a_diagram_with_one_may_be_deployed(diagram):
    report = lint(diagram(CHOICE, gateway() + TWO))
    assert not any(finding.refuses for finding in report.findings if finding.code != "nobody_responsible")


def test_a_condition_is_refused_once(found):
    assert found("ignored_condition", CHOICE.replace("soon >", "soon [x] >"), gateway() + TWO) == []
