"""The thousandth pass costs what the tenth did: as many bytes stored, and as many tokens made on the way."""

import re
from dataclasses import dataclass

import pytest

from engine.execution import determinism
from engine.execution.compiler import compile_process
from engine.execution.runner import Execution
from tests.engine.execution.diagrams import content, diagram
from tests.engine.execution.together import bare

AGAIN = "choice [again] > {}\nchoice [else] > end"
TIMER = "<bpmn:timerEventDefinition><bpmn:timeCycle>R/PT1H</bpmn:timeCycle></bpmn:timerEventDefinition>"
CALLED = diagram(f"start > a > b > {AGAIN.format('a')}").replace(b'process id="p"', b'process id="q"')
INSTANCES = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>items</bpmn:loopDataInputRef>"
    '<bpmn:loopDataOutputRef>results</bpmn:loopDataOutputRef><bpmn:inputDataItem id="item"/>'
    '<bpmn:outputDataItem id="item"/></bpmn:multiInstanceLoopCharacteristics>'
)


@dataclass(frozen=True)
class Endless:
    """A process that can go round for ever, and what is done in each round."""

    sources: list[bytes]
    round: list[str]
    before: list[str]


ENDLESS = {
    "two user tasks in turn": Endless([diagram(f"start > a > b > {AGAIN.format('a')}")], ["a", "b"], []),
    "beside a branch that stays open": Endless(
        [diagram("start > fork > slow > join > end\nfork > a > choice [again] > a\nchoice [else] > join")], ["a"], []
    ),
    "branches that part and meet": Endless(
        [diagram(f"start > choice0 > fork > a > join > {AGAIN.format('choice0')}\nfork > b > join")], ["b", "a"], []
    ),
    "branches that part and meet, inclusive": Endless(
        [
            diagram(
                f"start > choice0 > some1 [again] > a > some2 > {AGAIN.format('choice0')}\n"
                "some1 [again == True] > b > some2\nsome1 [else] > c > some2"
            )
        ],
        ["b", "a"],
        [],
    ),
    "inside a called process": Endless(
        [diagram("start > call > c > end", {"call": 'callActivity calledElement="q"'}), CALLED],
        ["call/a", "call/b"],
        [],
    ),
    "a called process again and again": Endless(
        [
            diagram(f"start > call > {AGAIN.format('call')}", {"call": 'callActivity calledElement="q"'}),
            diagram("start > a > end").replace(b'process id="p"', b'process id="q"'),
        ],
        ["call/a"],
        [],
    ),
    "a sub-process with branches, again and again": Endless(
        [
            diagram(
                f"start > sub > {AGAIN.format('sub')}",
                {"sub": "subProcess"},
                {"sub": content("start_in > fork > a > join > end_in\nfork > b > join")},
            )
        ],
        ["sub/b", "sub/a"],
        [],
    ),
    "instances, again and again": Endless(
        [diagram(f"start > a > b > {AGAIN.format('a')}", inner={"a": INSTANCES})], ["a.0", "a.2", "a.1", "b"], []
    ),
    "a timer that comes again beside its activity": Endless(
        [
            diagram(
                "start > a > end\ntimer > b > end2",
                {"timer": 'boundaryEvent attachedToRef="a" cancelActivity="false"'},
                {"timer": TIMER},
            )
        ],
        ["timer", "b"],
        [],
    ),
}


def size(snapshot: bytes) -> int:
    return len(re.sub(rb"\d+", b"0", snapshot))


def run(endless: Endless, rounds: int) -> tuple[dict[int, int], dict[int, int]]:
    """The bytes stored, with every number taken as one digit, and the tokens made in each round."""
    executable = compile_process("p", endless.sources)
    step = Execution(executable).start({"again": True, "items": [1, 2, 3]})
    sizes, made = {}, {}
    for number in range(1, rounds + 1):
        before = determinism.next_id()
        for path in endless.round:
            execution = Execution(executable, step.snapshot)
            timers = {bare(each.visit): each.visit for each in execution.timers()}
            if path in timers:
                step = execution.fire(timers[path])
            else:
                places = {bare(each.visit): each.visit for each in execution.enabled()}
                step = execution.complete(places[path], {"again": True})
        sizes[number], made[number] = size(step.snapshot), determinism.next_id() - before
    return sizes, made


@pytest.mark.parametrize("name", ENDLESS)
def test_a_pass_costs_the_same_however_many_were_before(name: str) -> None:
    rounds = 1000 if name == "two user tasks in turn" else 200
    sizes, made = run(ENDLESS[name], rounds)
    assert (sizes[rounds], made[rounds]) == (sizes[10], made[10])


def test_a_standard_loop_stores_how_many_rounds_there_were_and_not_which() -> None:
    condition = "<bpmn:loopCondition>again</bpmn:loopCondition>"
    loop = f"<bpmn:standardLoopCharacteristics>{condition}</bpmn:standardLoopCharacteristics>"
    executable = compile_process("p", [diagram("start > a > end", inner={"a": loop})])
    step = Execution(executable).start({"again": True})
    sizes = {}
    for number in range(300):
        execution = Execution(executable, step.snapshot)
        (work,) = execution.enabled()
        assert (work.visit.round, work.visit.index) == (1, number)
        step = execution.complete(work.visit, {"again": number < 299})
        sizes[number] = size(step.snapshot)
    assert sizes[298] == sizes[10]
    assert step.completed
