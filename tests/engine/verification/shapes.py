"""Histories through diagrams of many shapes, each driven to its end, for whatever executes histories again."""

from collections.abc import Callable

from tests.engine.execution.diagrams import content, diagram
from tests.engine.execution.test_runner import LOOP
from tests.engine.verification.book import Book

MESSAGE = "<bpmn:timerEventDefinition><bpmn:timeDuration>P3D</bpmn:timeDuration></bpmn:timerEventDefinition>"
BOUNDARY = {"late": 'boundaryEvent attachedToRef="a" cancelActivity="{cancels}"'}


def sequence() -> Book:
    return (
        Book(diagram("start > a > script > b > end_well", inner={"script": "<bpmn:script>n = 2 * x</bpmn:script>"}))
        .do("a#1", x=21)
        .do("b#1")
    )


def rework() -> Book:
    it = Book(diagram("start > a > choice [again] > b > a\nchoice [else] > end"))
    for number in range(1, 4):
        it.do(f"a#{number}", again=True).claim(f"b#{number}").do(f"b#{number}")
    return it.do("a#4", again=False)


def parallel() -> Book:
    return Book(diagram("start > fork > a > join > c > end\nfork > b > join")).do("b#1", b=1).do("a#1", a=1).do("c#1")


def inclusive() -> Book:
    source = diagram("start > some1 [x] > a > some2 > end\nsome1 [y] > b > some2\nsome1 [else] > c > some2")
    return Book(source, values={"x": True, "y": True}).do("b#1").do("a#1")


def instances_at_once() -> Book:
    source = diagram("start > a > b > end", inner={"a": LOOP.format(sequential="false")})
    it = Book(source, values={"items": ["x", "y", "z"]})
    return it.do("a#1.2", result=3).do("a#1.0", result=1).do("a#1.1", result=2).do("b#1")


def instances_in_turn() -> Book:
    source = diagram("start > a > b > end", inner={"a": LOOP.format(sequential="true")})
    return Book(source, values={"items": ["x", "y"]}).do("a#1.0", result=1).do("a#1.1", result=2).do("b#1")


def called() -> Book:
    kinds = {"call": 'callActivity calledElement="q"'}
    caller = diagram("start > call > a > choice [again] > call\nchoice [else] > end", kinds)
    inside = diagram("start > inner > end").replace(b'process id="p"', b'process id="q"')
    it = Book(caller, inside).do("call#1/inner#1", x=1).do("a#1", again=True)
    return it.do("call#2/inner#1", x=2).do("a#2", again=False)


def embedded() -> Book:
    source = diagram("start > sub > b > end", {"sub": "subProcess"}, {"sub": content("start_in > a > end_in")})
    return Book(source).do("sub#1/a#1", x=1).do("b#1")


def as_other_tools_write_it() -> Book:
    """Flows without ids, names in the target namespace, arrows to data, and ids that SpiffWorkflow has for its own."""
    kinds = {"Start": "startEvent", "End": "userTask", "Root": "subProcess", "a": "task", "b": "manualTask"}
    kinds |= {"over": "endEvent"}
    arrow = "<bpmn:dataOutputAssociation id='arrow'><bpmn:targetRef>ref</bpmn:targetRef></bpmn:dataOutputAssociation>"
    inner = {"Root": content("start_in > c > end_in"), "a": arrow + LOOP.format(sequential="true")}
    source = diagram("Start > a > choice [0 < n] > Root > End > over\nchoice [else] > b > over", kinds, inner).decode()
    for one, other in (
        ("<bpmn:definitions ", '<bpmn:definitions xmlns:tns="urn:test" '),
        ('sourceRef="a"', 'sourceRef="tns:a"'),
        (' id="Start_a"', ""),
        (' id="choice_Root"', ""),
        ("<bpmn:process", '<bpmn:dataStore id="store"/><bpmn:process'),
        (
            "</bpmn:process>",
            '<bpmn:dataObject id="d"/><bpmn:dataObjectReference id="ref" dataObjectRef="d"/></bpmn:process>',
        ),
    ):
        source = source.replace(one, other)
    it = Book(source.encode(), values={"items": ["x", "y"], "n": 1})
    return it.do("a#1.0", result=1).do("a#1.1", result=2).do("Root#1/c#1").do("End#1")


def terminated() -> Book:
    inner = {"end_now": "<bpmn:terminateEventDefinition/>"}
    return Book(diagram("start > fork > a > end_now\nfork > b > end", inner=inner)).do("a#1")


def timer_in_the_flow() -> Book:
    source = diagram("start > a > wait > b > end", {"wait": "intermediateCatchEvent"}, {"wait": MESSAGE})
    return Book(source).do("a#1", x=1).fire("wait#1").do("b#1")


def first_of_two() -> Book:
    """Timers of one name after an event-based gateway, round and round, the later one first."""
    kinds = dict.fromkeys(("soon", "late"), 'intermediateCatchEvent name="wait"')
    source = diagram(
        "start > a > choice0 > first > soon > b > end\nfirst > late > script > choice0",
        kinds,
        {"soon": MESSAGE, "late": MESSAGE, "script": "<bpmn:script>late = 1</bpmn:script>"},
    )
    return Book(source).do("a#1").fire("late#1").fire("late#2").fire("soon#3").do("b#1")


def first_with_a_term() -> Book:
    """An event-based gateway beside another, in a sub-process whose term withdraws what is left of both."""
    kinds = dict.fromkeys(("soon", "late", "soon2", "late2"), "intermediateCatchEvent")
    inside = content(
        "start_in > fork > first > soon > a > end_in\nfirst > late > end_late\n"
        "fork > first2 > soon2 > b > end_in2\nfirst2 > late2 > end_late2",
        kinds,
        dict.fromkeys(kinds, MESSAGE),
    )
    outer = {"sub": "subProcess", "term": 'boundaryEvent attachedToRef="sub"'}
    source = diagram("start > sub > end\nterm > c > end2", outer, {"sub": inside, "term": MESSAGE})
    return Book(source).fire("sub#1/soon2#1").claim("sub#1/b#1").fire("term#1").do("c#1")


def interrupted(cancels: str = "true") -> Book:
    kinds = {"late": BOUNDARY["late"].format(cancels=cancels)}
    return Book(diagram("start > a > b > end\nlate > c > end2", kinds, {"late": MESSAGE}))


def in_time() -> Book:
    return interrupted().do("a#1").do("b#1")


def too_late() -> Book:
    return interrupted().fire("late#1").do("c#1")


def reminded() -> Book:
    return interrupted("false").fire("late#1").do("a#1").do("c#1").do("b#1")


def cancelled() -> Book:
    return interrupted().claim("a#1").cancel()


SHAPES: dict[str, Callable[[], Book]] = {
    each.__name__: each
    for each in (
        sequence, rework, parallel, inclusive, instances_at_once, instances_in_turn, called, embedded, terminated,
        as_other_tools_write_it, timer_in_the_flow, first_of_two, first_with_a_term, in_time, too_late, reminded,
        cancelled,
    )
}  # fmt: skip


def join_in_a_loop() -> Book:
    """Which SpiffWorkflow as it comes gets wrong from the second round on."""
    it = Book(
        diagram("start > choice0 > fork > a > join > choice [more] > choice0\nfork > b > join\nchoice [else] > end")
    )
    for number in range(1, 4):
        it.do(f"a#{number}", more=number < 3).do(f"b#{number}", more=number < 3)
    return it


def decision_after_a_join() -> Book:
    """SpiffWorkflow lets the branch that arrives last take back what the other wrote, and decides the other way."""
    source = diagram("start > fork > a > join > choice [x] > c > end\nfork > b > join\nchoice [else] > d > end2")
    return Book(source, values={"x": False}).do("a#1", x=True).do("b#1").do("c#1")


def instances_in_a_loop() -> Book:
    """SpiffWorkflow fails at the output that the first round left."""
    inner = {"a": LOOP.format(sequential="false")}
    it = Book(diagram("start > a > b > choice [more] > a\nchoice [else] > end", inner=inner), values={"items": ["x"]})
    for number in range(1, 3):
        it.do(f"a#{number}.0", result=number).do(f"b#{number}", more=number < 2)
    return it
