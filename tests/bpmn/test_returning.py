"""Between which steps one may go back."""

import pytest

from bpmn.model import Process
from bpmn.reader import read
from bpmn.returning import may_return
from tests.engine.execution.diagrams import diagram

OFF = (
    '<bpmn:extensionElements><cauce:activity xmlns:cauce="urn:cauce:bpmn:1" returnable="{}"/></bpmn:extensionElements>'
)


def process_of(flows: str, inner: dict[str, str] | None = None, kinds: dict[str, str] | None = None) -> Process:
    definitions = read(diagram(flows, kinds, inner)).definitions
    assert definitions is not None
    return definitions.processes[0]


@pytest.mark.parametrize(
    ("flows", "to", "waits", "may"),
    [
        ("start > a > b > end", "a", "b", True),
        ("start > a > b > end", "b", "a", False),
        ("start > a > b > c > end", "a", "c", False),
        ("start > a > choice > b > end\nchoice > c > end", "a", "b", True),
        ("start > a > choice > b > end\nchoice > c > b", "a", "b", True),
        ("start > a > choice > b > end\nchoice > a", "a", "b", True),
        ("start > a > fork > b > end\nfork > c > end", "a", "b", False),
        ("start > fork > a > join > b > end\nfork > c > join", "a", "b", False),
        ("start > a > some > b > end\nsome > c > end", "a", "b", False),
        ("start > a > b > end\na > c > end", "a", "b", False),
    ],
)
def test_one_goes_back_where_nothing_parts_or_meets_between(flows: str, to: str, waits: str, may: bool) -> None:
    assert may_return(process_of(flows), to, waits) is may


@pytest.mark.parametrize(
    ("kind", "may"),
    [("scriptTask", True), ("sendTask", True), ("callActivity", False), ("subProcess", False), ("serviceTask", False)],
)
def test_what_works_out_and_sends_alone_lies_between_and_no_work_of_others(kind: str, may: bool) -> None:
    assert may_return(process_of("start > a > x > b > end", kinds={"x": kind}), "a", "b") is may


@pytest.mark.parametrize("element", ["a", "b"])
def test_what_is_done_for_each_item_is_not_given_back_nor_gone_back_to(element: str) -> None:
    many = '<bpmn:multiInstanceLoopCharacteristics isSequential="false"/>'
    assert not may_return(process_of("start > a > b > end", {element: many}), "a", "b")


@pytest.mark.parametrize(("said", "may"), [("false", False), ("true", True)])
def test_nobody_goes_back_where_the_diagram_says_so(said: str, may: bool) -> None:
    assert may_return(process_of("start > a > b > end", {"a": OFF.format(said)}), "a", "b") is may
