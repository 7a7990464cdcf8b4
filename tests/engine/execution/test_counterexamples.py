"""What untouched SpiffWorkflow 3.2 gets wrong, each found by a test and kept by name.

Every one is run as BPMN says by the engine, and goes another way in SpiffWorkflow: when a later version gets it right,
the second test says so, and a correction can go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.util.task import TaskState

from engine.execution.scripting import ENGINE
from tests.engine.execution.diagrams import content, diagram
from tests.engine.execution.pure import Pure
from tests.engine.execution.reference import Reference
from tests.engine.execution.together import Together, in_any_order

HOUR = "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"
ON_A = {"timer": 'boundaryEvent attachedToRef="a"'}
TWICE = '<bpmn:standardLoopCharacteristics loopMaximum="2"/>'
AGAIN = f"{TWICE[:-2]}><bpmn:loopCondition>n &gt; 1</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"


def instances(sequential: str, over: str) -> str:
    tag = "bpmn:multiInstanceLoopCharacteristics"
    return f'<{tag} isSequential="{sequential}">{over}</{tag}>'


OVER_ITEMS = (
    "<bpmn:loopDataInputRef>items</bpmn:loopDataInputRef><bpmn:loopDataOutputRef>results</bpmn:loopDataOutputRef>"
    '<bpmn:inputDataItem id="item"/><bpmn:outputDataItem id="result"/>'
)
TWO = "<bpmn:loopCardinality>2</bpmn:loopCardinality>"
FORKED = "start > fork > a > join > c > end\nfork > b > join"


@dataclass(frozen=True)
class Case:
    """A process, its first data, and what is done: work with the values it gets, a timer with none."""

    source: bytes
    steps: Sequence[tuple[str, Mapping[str, object]]]
    data: Mapping[str, object] = field(default_factory=dict)


CASES = {
    "a join in a loop fires at the first arrival of the second round": Case(
        diagram("start > choice0 > fork > a > join > choice [more] > choice0\nfork > b > join\nchoice [else] > end"),
        [("a", {"more": True}), ("b", {}), ("b", {}), ("a", {"more": False})],
    ),
    "so does a join in a loop beside a branch that stays open": Case(
        diagram(
            "start > fork1 > slow > join1 > end\nfork1 > choice0 > fork2 > a > join2 > choice [more] > choice0\n"
            "fork2 > b > join2\nchoice [else] > join1"
        ),
        [("a", {"more": True}), ("b", {}), ("b", {}), ("a", {"more": False}), ("slow", {})],
    ),
    "a branch that arrives last takes back what another wrote": Case(
        diagram(FORKED), [("a", {"x": 1}), ("b", {})], {"x": 0}
    ),
    "a list that two branches wrote is neither of them": Case(
        diagram(FORKED), [("a", {"xs": [2]}), ("b", {"xs": [1, 1]})]
    ),
    "so is a list that a round of a loop wrote anew": Case(
        diagram("start > a > c > end", inner={"a": TWICE}), [("a.0", {"xs": [1, 2]}), ("a.1", {"xs": [2]})]
    ),
    "an instance without an output takes back what another wrote": Case(
        diagram("start > a > c > end", inner={"a": instances("false", TWO)}),
        [("a.0", {"x": 1}), ("a.1", {})],
        {"x": 0},
    ),
    "an inclusive join does not wait for what its split has not reached yet": Case(
        diagram("start > a > fork > some > c > end\nfork > choice > b > some"), [("a", {}), ("b", {})]
    ),
    "a multi-instance right after a boundary event fails": Case(
        diagram("start > a > end\ntimer > b > end2", ON_A, {"timer": HOUR, "b": instances("false", TWO)}),
        [("timer", {}), ("b.0", {}), ("b.1", {})],
    ),
    "an interrupted multi-instance leaves its sub-processes behind": Case(
        diagram(
            "start > a > end\ntimer > c > end2",
            {"a": "subProcess", **ON_A},
            {"a": content("start_in > b > end_in") + instances("false", TWO), "timer": HOUR},
        ),
        [("a.0/b", {}), ("timer", {}), ("c", {})],
    ),
    "a multi-instance fails the second time, since its output is not empty then": Case(
        diagram("start > a > b > choice [more] > a\nchoice [else] > end", inner={"a": instances("false", OVER_ITEMS)}),
        [("a.1", {"result": 2}), ("a.0", {"result": 1}), ("b", {"more": True}), ("a.0", {"result": 3})],
        {"items": ["x", "y"]},
    ),
    "a sequential multi-instance without an output fails at its second instance": Case(
        diagram(
            "start > a > c > end",
            inner={
                "a": instances(
                    "true", '<bpmn:loopDataInputRef>items</bpmn:loopDataInputRef><bpmn:inputDataItem id="item"/>'
                )
            },
        ),
        [("a.0", {"x": 1}), ("a.1", {})],
        {"items": ["x", "y"]},
    ),
    "a multi-instance by number stops at an output that exists": Case(
        diagram(
            "start > a > c > end",
            inner={
                "a": instances(
                    "false",
                    TWO + '<bpmn:loopDataOutputRef>results</bpmn:loopDataOutputRef><bpmn:outputDataItem id="result"/>',
                )
            },
        ),
        [("a.0", {"result": 1}), ("a.1", {"result": 2})],
        {"results": []},
    ),
    "a sequential multi-instance stops for ever at an item that is null": Case(
        diagram("start > a > c > end", inner={"a": instances("true", OVER_ITEMS)}),
        [("a.0", {"result": 1}), ("a.1", {"result": 2}), ("c", {})],
        {"items": ["x", None]},
    ),
    "a condition over an empty value stops the instance": Case(
        diagram("start > a > choice [n>1000] > b > end\nchoice [else] > c > end"), [("a", {"n": None}), ("c", {})]
    ),
    "so does one over a variable that nobody has written on this way": Case(
        diagram("start > choice [n>1000] > b > end\nchoice [else] > c > end"), [("c", {})]
    ),
    "so does that of a loop": Case(
        diagram("start > a > c > end", inner={"a": AGAIN}),
        [("a.0", {"n": None}), ("c", {})],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_engine_goes_as_bpmn_says(name: str) -> None:
    case = CASES[name]
    run = Together([case.source], case.data, pure=False)
    for path, values in case.steps:
        run.do(run.waiting.index(path), values)


@pytest.mark.parametrize("name", CASES)
def test_untouched_spiffworkflow_goes_astray(name: str) -> None:
    assert astray(CASES[name])


def astray(case: Case) -> bool:
    reference = Reference([case.source], case.data)
    try:
        pure = Pure([case.source], case.data)
    except Exception:  # it fails in as many ways as there are
        return True
    for path, values in case.steps:
        waiting, work = reference.timers(), reference.work()
        try:
            if in_any_order(pure.work()) != in_any_order(work):
                return True
            if path in dict(waiting):
                reference.fire(path, dict(waiting)[path])
                pure.fire([name for name, _ in pure.timers()].index(path))
            else:
                reference.complete(path, dict(work)[path], values)
                pure.complete([name for name, _ in pure.work()].index(path), values)
        except Exception:
            return True
    return in_any_order(pure.work()) != in_any_order(reference.work()) or pure.completed != reference.completed


def competing(soon: str, late: str) -> bytes:
    """Two timers after an event-based gateway, with what is written as their dates."""
    flows = "start > first > soon > a > end\nfirst > late > b > end_late"
    tag = "<bpmn:timerEventDefinition><bpmn:timeDate>'{}'</bpmn:timeDate></bpmn:timerEventDefinition>"
    inner = {"soon": tag.format(soon), "late": tag.format(late)}
    return diagram(flows, dict.fromkeys(inner, "intermediateCatchEvent"), inner)


def test_a_timer_after_an_event_based_gateway_need_not_be_the_first_that_is_drawn() -> None:
    run = Together([competing("2999-01-01", "2000-01-01")], {}, pure=False)
    run.do(run.waiting.index("late"), {})
    assert run.waiting == ["b"]


@pytest.mark.parametrize(
    ("soon", "late", "waits"), [("2999-01-01", "2000-01-01", "first"), ("2000-01-01", "2999-01-01", "a")]
)
def test_untouched_spiffworkflow_gives_all_of_them_the_time_of_the_first(soon: str, late: str, waits: str) -> None:
    """With its own timers, which look at the clock: of these dates one has passed and the other has not."""
    parser = SpiffBpmnParser()
    parser.add_bpmn_xml(etree.fromstring(competing(soon, late)))
    workflow = BpmnWorkflow(parser.get_spec("p"), {}, script_engine=ENGINE)
    workflow.do_engine_steps()
    workflow.refresh_timers()
    workflow.do_engine_steps()
    alive = workflow.get_tasks(state=TaskState.READY | TaskState.WAITING)
    assert [token.task_spec.bpmn_id for token in alive] == [waits]
