"""bpmn.rules.busy_loop: what it accepts and what it finds."""

import pytest

from tests.bpmn.rules.snippets import idle_process, sub_process


@pytest.mark.parametrize(
    ("flows", "inside", "beside", "expected"),
    [
        pytest.param("start > a > xor > a [again]; xor > end [default]", "", "", [], id="somebody acts in the loop"),
        pytest.param(
            "start > a > xor > a [again]; xor > end [default]",
            '<task id="a"/>',
            "",
            [],
            id="a step without a type, which waits for a person too",
        ),
        pytest.param("start > xor2 > xor > xor2 [again]; xor > end [default]", "", "", ["xor2"], id="only gateways"),
        pytest.param(
            "start > count > xor > count [again]; xor > end [default]",
            '<scriptTask id="count"><script>n = n - 1</script></scriptTask>',
            "",
            ["count"],
            id="only a script",
        ),
        pytest.param("start > xor > xor [again]; xor > end [default]", "", "", ["xor"], id="a gateway to itself"),
        pytest.param(
            "start > sub > xor > sub [again]; xor > end [default]",
            sub_process("a"),
            "",
            [],
            id="a sub-process in which somebody acts",
        ),
        pytest.param(
            "start > sub > xor > sub [again]; xor > end [default]",
            sub_process(""),
            "",
            ["sub"],
            id="a sub-process in which nobody does",
        ),
        pytest.param(
            "start > call > xor > call [again]; xor > end [default]",
            '<callActivity id="call" calledElement="other"/>',
            "",
            [],
            id="a called process of another file",
        ),
        pytest.param(
            "start > call > xor > call [again]; xor > end [default]",
            '<callActivity id="call" calledElement="q"/>',
            idle_process("q"),
            ["call"],
            id="a called process in which nobody acts",
        ),
        pytest.param(
            "start > sub > end",
            sub_process(
                "", "<standardLoopCharacteristics><loopCondition>x</loopCondition></standardLoopCharacteristics>"
            ),
            "",
            ["sub"],
            id="repeated without a maximum",
        ),
        pytest.param(
            "start > sub > end",
            sub_process("", '<standardLoopCharacteristics loopMaximum="3"/>'),
            "",
            [],
            id="repeated so many times",
        ),
    ],
)
def test_busy_loop(found, flows, inside, beside, expected):
    assert found("busy_loop", flows, inside, beside) == expected
