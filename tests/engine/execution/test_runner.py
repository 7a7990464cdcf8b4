"""A step of execution: what it enables, what passes by itself, where it ends, what it refuses."""

from collections.abc import Mapping

import pytest

from engine.errors import ExecutionFailed
from engine.execution.compiler import Executable, compile_process
from engine.execution.runner import Execution, Step
from tests.engine.execution.diagrams import content, diagram


class Run:
    """An instance in memory that lives only in its snapshot, as in the database."""

    def __init__(self, executable: Executable, data: Mapping[str, object] | None = None) -> None:
        self.executable = executable
        self.step: Step = Execution(executable).start(data or {})

    def open(self) -> list[str]:
        return sorted(str(work.visit) for work in Execution(self.executable, self.step.snapshot).enabled())

    def do(self, place: str, **values: object) -> "Run":
        execution = Execution(self.executable, self.step.snapshot)
        works = {str(work.visit): work.visit for work in execution.enabled()}
        self.step = execution.complete(works[place], values)
        return self

    def data(self) -> dict[str, object]:
        return Execution(self.executable, self.step.snapshot).data()


def run(source: bytes, **data: object) -> Run:
    return Run(compile_process("p", [source]), data)


def test_a_sequence_enables_one_task_after_the_other_and_ends_at_its_end() -> None:
    it = run(diagram("start > a > b > end_well"))
    assert it.open() == ["a#1"]
    assert it.do("a#1", x=1).open() == ["b#1"]
    it.do("b#1")
    assert (it.step.completed, it.step.end, it.data()) == (True, "end_well", {"x": 1})


def test_a_second_visit_is_pass_2() -> None:
    it = run(diagram("start > a > choice [again] > a\nchoice [else] > end"))
    assert it.do("a#1", again=True).open() == ["a#2"]
    assert [flow for passage in it.step.passages for flow in passage.flows] == ["choice_a"]


def test_parallel_branches_meet_in_either_order() -> None:
    source = diagram("start > fork > a > join > c > end\nfork > b > join")
    for first, second in (("a#1", "b#1"), ("b#1", "a#1")):
        it = run(source)
        assert it.open() == ["a#1", "b#1"]
        assert it.do(first, **{first[0]: 1}).open() == [second]
        assert it.do(second, **{second[0]: 2}).open() == ["c#1"]
        assert set(it.data()) == {"a", "b"}


def test_a_join_in_a_loop_waits_for_every_branch_on_every_round() -> None:
    """SpiffWorkflow 3.2 fires it at the first arrival from the second round on; see `engine.execution.corrections`."""
    it = run(
        diagram("start > choice0 > fork > a > join > choice [more] > choice0\nfork > b > join\nchoice [else] > end")
    )
    for number in range(1, 6):
        first, second = (f"a#{number}", f"b#{number}") if number % 2 else (f"b#{number}", f"a#{number}")
        assert it.do(first, more=True).open() == [second]
        it.do(second, more=True)
        assert it.open() == [f"a#{number + 1}", f"b#{number + 1}"]


def test_a_join_in_a_loop_beside_a_branch_that_stays_open() -> None:
    """The outer branch keeps the whole inner history below one ancestor: what was consumed must not count again."""
    it = run(
        diagram(
            "start > fork1 > slow > join1 > end\n"
            "fork1 > choice0 > fork2 > a > join2 > choice [more] > choice0\nfork2 > b > join2\nchoice [else] > join1"
        )
    )
    for number in range(1, 5):
        assert it.do(f"a#{number}", more=True).open() == [f"b#{number}", "slow#1"]
        it.do(f"b#{number}", more=number < 4)
    assert it.open() == ["slow#1"]
    assert it.do("slow#1").step.completed


def test_a_join_of_branches_of_nested_forks_keeps_its_earlier_arrivals() -> None:
    """After `a` and `b` arrived, what still lives hangs below the second fork; the arrival of `a` stands outside."""
    it = run(diagram("start > fork1 > a > join > end\nfork1 > fork2 > b > join\nfork2 > c > join"))
    it.do("a#1", a=1).do("b#1", b=1)
    assert it.open() == ["c#1"]
    it.do("c#1", c=1)
    assert it.step.completed
    assert it.data() == {"a": 1, "b": 1, "c": 1}


def test_an_inclusive_join_waits_for_the_branches_taken() -> None:
    it = run(
        diagram("start > some1 [x] > a > some2 > end\nsome1 [y] > b > some2\nsome1 [else] > c > some2"), x=True, y=True
    )
    assert it.open() == ["a#1", "b#1"]
    assert it.do("b#1").open() == ["a#1"]
    assert it.do("a#1").step.completed


LOOP = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}">'
    "<bpmn:loopDataInputRef>items</bpmn:loopDataInputRef><bpmn:loopDataOutputRef>results</bpmn:loopDataOutputRef>"
    '<bpmn:inputDataItem id="item"/><bpmn:outputDataItem id="result"/></bpmn:multiInstanceLoopCharacteristics>'
)


def test_a_parallel_multi_instance_has_an_index_and_an_item_each() -> None:
    it = run(diagram("start > a > b > end", inner={"a": LOOP.format(sequential="false")}), items=["x", "y"])
    works = Execution(it.executable, it.step.snapshot).enabled()
    assert [(str(work.visit), work.item) for work in works] == [("a#1.0", "x"), ("a#1.1", "y")]
    assert it.do("a#1.1", result="second").open() == ["a#1.0"]
    assert it.do("a#1.0", result="first").open() == ["b#1"]
    assert it.data()["results"] == ["second", "first"]


def test_a_sequential_multi_instance_goes_item_by_item() -> None:
    it = run(diagram("start > a > b > end", inner={"a": LOOP.format(sequential="true")}), items=["x", "y"])
    assert it.open() == ["a#1.0"]
    assert it.do("a#1.0", result=1).open() == ["a#1.1"]
    assert it.do("a#1.1", result=2).open() == ["b#1"]
    assert it.data()["results"] == [1, 2]


def test_a_called_process_is_a_scope_and_every_call_a_new_one() -> None:
    kinds = {"call": 'callActivity calledElement="q"'}
    caller = diagram("start > call > a > choice [again] > call\nchoice [else] > end", kinds)
    called = diagram("start > inner > end").replace(b'process id="p"', b'process id="q"')
    it = Run(compile_process("p", [caller, called]))
    assert it.open() == ["call#1/inner#1"]
    assert it.do("call#1/inner#1", x=1).open() == ["a#1"]
    assert it.data() == {"x": 1}
    assert it.do("a#1", again=True).open() == ["call#2/inner#1"]


def test_an_embedded_sub_process_works_inside_its_scope() -> None:
    source = diagram("start > sub > b > end", {"sub": "subProcess"}, {"sub": content("start_in > a > end_in")})
    it = run(source)
    assert it.open() == ["sub#1/a#1"]
    assert it.do("sub#1/a#1", x=1).open() == ["b#1"]
    assert it.data() == {"x": 1}


def test_a_terminate_end_withdraws_what_waits() -> None:
    inner = {"end_now": "<bpmn:terminateEventDefinition/>"}
    it = run(diagram("start > fork > a > end_now\nfork > b > end", inner=inner))
    it.do("a#1")
    assert [str(place) for place in it.step.withdrawn] == ["b#1"]
    assert (it.step.completed, it.step.end) == (True, "end_now")


def test_a_script_changes_the_data_within_bounds() -> None:
    inner = {"script": "<bpmn:script>total = price * 2</bpmn:script>"}
    it = run(diagram("start > a > script > b > end", inner=inner))
    assert it.do("a#1", price=21).data()["total"] == 42


@pytest.mark.parametrize(
    "script",
    ["x = ().__class__.__bases__[0].__subclasses__()", "x = 9**9**8", "x = __import__('os').system('true')"],
)
def test_a_hostile_script_is_refused_naming_the_element(script: str) -> None:
    with pytest.raises(ExecutionFailed) as caught:
        run(diagram("start > script > end", inner={"script": f"<bpmn:script>{script}</bpmn:script>"}))
    assert caught.value.details["element"] == "script"


def test_a_condition_over_kinds_that_do_not_go_together_names_the_gateway() -> None:
    it = run(diagram("start > a > choice [plazo>5] > b > end\nchoice [else] > end"))
    with pytest.raises(ExecutionFailed, match="mucho") as caught:
        it.do("a#1", plazo="mucho")
    assert caught.value.details["element"] == "choice"


@pytest.mark.parametrize("values", [{}, {"plazo": None}, {"plazo": ""}], ids=["missing", "None", "an empty text"])
def test_a_condition_over_an_empty_value_is_not_met_and_the_default_flow_is_taken(values: dict[str, object]) -> None:
    it = run(diagram("start > a > choice [plazo>5] > b > end\nchoice [else] > c > end"))
    assert it.do("a#1", **values).open() == ["c#1"]


def test_without_a_default_flow_a_condition_over_an_empty_value_stops_the_instance_and_says_why() -> None:
    it = run(diagram("start > a > choice [plazo>5] > b > end\nchoice [not plazo<=5] > c > end"))
    with pytest.raises(ExecutionFailed, match="No condition of its ways holds") as caught:
        it.do("a#1", plazo=None)
    assert caught.value.details["element"] == "choice"


def test_going_round_without_a_person_is_refused_and_does_not_hang() -> None:
    with pytest.raises(ExecutionFailed, match="without ever reaching a person"):
        run(diagram("start > choice1 > choice2 [True] > choice1\nchoice2 [else] > a > end"))


def test_a_step_into_a_deadlock_is_refused() -> None:
    it = run(diagram("start > a > choice [x] > b > join > end\nchoice [else] > c > join"))
    it.do("a#1", x=True)
    with pytest.raises(ExecutionFailed, match="nobody would have anything to do"):
        it.do("b#1")


def test_a_token_too_many_stays_before_its_join_and_keeps_the_end_from_being_reached() -> None:
    """13.4.1: a parallel gateway consumes one token from each flow. SpiffWorkflow takes them all."""
    it = run(diagram("start > fork > a > choice > join > d > end\nfork > b > choice\nfork > c > join"))
    it.do("a#1").do("b#1").do("c#1")
    assert it.open() == ["d#1"]
    with pytest.raises(ExecutionFailed, match="nobody would have anything to do"):
        it.do("d#1")


def test_nothing_runs_after_an_end_that_terminates() -> None:
    inner = {"end_now": "<bpmn:terminateEventDefinition/>", "script": "<bpmn:script>x = 1</bpmn:script>"}
    it = run(diagram("start > a > fork > end_now\nfork > script > end", inner=inner))
    it.do("a#1")
    assert it.step.completed
    assert it.step.passages == ()


def test_what_fails_on_entering_an_element_names_that_element() -> None:
    it = run(diagram("start > a > b > end", inner={"b": LOOP.format(sequential="false")}))
    with pytest.raises(ExecutionFailed) as caught:
        it.do("a#1")
    assert caught.value.details["element"] == "b"


NUMBER = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>n</bpmn:loopCardinality>"
    "</bpmn:multiInstanceLoopCharacteristics>"
)


@pytest.mark.parametrize("amount", ["3", 2.0, True, -1, 1001, 10**30, None, [1]])
def test_repeating_another_number_of_times_than_a_number_is_refused(amount: object) -> None:
    with pytest.raises(ExecutionFailed, match="would repeat") as caught:
        run(diagram("start > a > end", inner={"a": NUMBER}), n=amount)
    assert caught.value.details["element"] == "a"


@pytest.mark.parametrize("items", [None, "text", 3, True])
@pytest.mark.parametrize("sequential", ["true", "false"])
def test_repeating_over_what_is_no_list_is_refused(items: object, sequential: str) -> None:
    with pytest.raises(ExecutionFailed, match="holds no list") as caught:
        run(diagram("start > a > end", inner={"a": LOOP.format(sequential=sequential)}), items=items)
    assert caught.value.details["element"] == "a"


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_repeating_over_nothing_goes_on_at_once(sequential: str) -> None:
    it = run(diagram("start > a > b > end", inner={"a": LOOP.format(sequential=sequential)}), items=[])
    assert it.open() == ["b#1"]
    assert it.data() == {"items": [], "results": []}


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_repeating_over_a_dictionary_leaves_one(sequential: str) -> None:
    source = diagram("start > a > b > end", inner={"a": LOOP.format(sequential=sequential)})
    it = run(source, items={"x": 1, "y": 2})
    it.do("a#1.0", result="first").do("a#1.1", result="second")
    assert it.data()["results"] == {"x": "first", "y": "second"}


def test_an_instance_that_leaves_nothing_is_refused() -> None:
    it = run(diagram("start > a > end", inner={"a": LOOP.format(sequential="false")}), items=["x"])
    with pytest.raises(ExecutionFailed, match="has no value here"):
        it.do("a#1.0")


def test_a_list_changed_in_place_keeps_its_places() -> None:
    loop = LOOP.format(sequential="false").replace("results", "items")
    it = run(diagram("start > a > b > end", inner={"a": loop}), items=["x", "y"])
    it.do("a#1.1", result="second").do("a#1.0", result="first")
    assert it.data()["items"] == ["first", "second"]
