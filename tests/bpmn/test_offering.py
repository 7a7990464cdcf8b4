"""What an editor may offer is what no rule refuses."""

import pytest

from bpmn.explanations import explanations
from bpmn.offering import kinds, refused


@pytest.mark.parametrize(
    "kind",
    [
        "userTask", "scriptTask", "sendTask", "callActivity", "subProcess", "exclusiveGateway", "parallelGateway",
        "inclusiveGateway", "eventBasedGateway", "startEvent", "endEvent", "endEvent:terminate", "endEvent:message",
        "intermediateThrowEvent:message", "intermediateCatchEvent:timer", "boundaryEvent:timer",
    ],
)  # fmt: skip
def test_what_is_executed_is_refused_by_no_rule(kind: str) -> None:
    assert kind in kinds() and kind not in refused()


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("serviceTask", "service_task"),
        ("receiveTask", "receive_task"),
        ("complexGateway", "complex_gateway"),
        ("adHocSubProcess", "ad_hoc_sub_process"),
        ("subProcess:event", "event_sub_process"),
        ("startEvent:timer", "timer_event"),
        ("startEvent:message", "message_catch"),
        ("boundaryEvent", "unsupported_element"),
        ("boundaryEvent:error", "error_event"),
        ("endEvent:signal", "signal_event"),
    ],
)
def test_what_is_not_executed_is_refused_by_the_rule_that_is_about_it(kind: str, rule: str) -> None:
    assert refused()[kind] == rule


def test_each_rule_that_refuses_a_kind_says_why_and_what_instead() -> None:
    for code in set(refused().values()):
        assert str(explanations()[code].why) and str(explanations()[code].how)
