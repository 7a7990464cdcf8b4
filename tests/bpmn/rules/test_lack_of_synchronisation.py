"""bpmn.rules.lack_of_synchronisation: what it accepts and what it finds."""

import pytest

TERMINATE = '<endEvent id="end2"><terminateEventDefinition/></endEvent>'
ONCE = '<boundaryEvent id="edge" attachedToRef="b" cancelActivity="false"><timerEventDefinition>'
ONCE += "<timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
OFTEN = ONCE.replace("timeDuration>", "timeCycle>").replace("PT1H", "R/P1D")
CASE = "start > and > a > and2 > c > end; and > b > xor > and2; edge > xor"


@pytest.mark.parametrize(
    ("flows", "inside", "expected"),
    [
        pytest.param("start > and > a > and2 > c > end; and > b > and2", "", [], id="joined as they were parted"),
        pytest.param(
            "start > and > a > xor > c > end; and > b > xor", "", ["xor"], id="a parallel split and an exclusive join"
        ),
        pytest.param("start > and > a > xor > end; and > b > xor", "", [], id="where nothing is done after it"),
        pytest.param("start > and > a > c > end; and > b > c", "", ["c"], id="flows that meet at a step"),
        pytest.param("start > and > a > or > c > end; and > b > or", "", [], id="an inclusive join"),
        pytest.param(
            "start > or > a [x] > xor > c > end; or > b [y] > xor; or > d [default] > xor",
            "",
            ["xor"],
            id="an inclusive split and an exclusive join",
        ),
        pytest.param(
            "start > or > a [x] > xor > c > end; or > b [default] > xor",
            "",
            [],
            id="an inclusive split of which only one way is taken",
        ),
        pytest.param(CASE, ONCE, ["xor"], id="an event beside its step that leads back"),
        pytest.param(CASE, ONCE.replace('cancelActivity="false"', ""), [], id="the same when it interrupts"),
        pytest.param("start > b > end; edge > c > end", OFTEN, [], id="a reminder with an end of its own"),
        pytest.param(
            "start > b > end; edge > c > xor > d [x] > end; xor > end2 [default]",
            OFTEN + TERMINATE,
            [],
            id="a reminder that may end everything",
        ),
        pytest.param(
            "start > xor > and > a > end; and > b > xor2 > xor [again]; xor2 > end2 [default]",
            "",
            [],
            id="what a loop begins anew each time",
        ),
        pytest.param(
            "start > and > a > xor > c > end2; and > b > xor",
            TERMINATE,
            ["xor"],
            id="two that may both come before the end of everything",
        ),
        pytest.param(
            "start > and > a > xor > end2; and > b > xor", TERMINATE, [], id="the first of two ends everything"
        ),
        pytest.param(
            "start > xor > and > a > xor2 > c > xor3 > end [default]; and > b > xor2; xor3 > xor [again]",
            "",
            ["xor2"],
            id="inside a loop",
        ),
        pytest.param("start > a > b > end; a > c > b", "", [], id="a step that parts the flow has another rule"),
    ],
)
def test_lack_of_synchronisation(found, flows, inside, expected):
    assert found("lack_of_synchronisation", flows, inside) == expected
