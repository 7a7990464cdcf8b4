"""Moving a run to another version of its diagram: each token keeps its place, or says why it cannot."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from engine.execution.compiler import Executable, compile_process
from engine.execution.moving import Moved, NotMovable, move
from engine.execution.obstacles import Hindrance
from engine.execution.reference_run import ReferenceRun
from engine.execution.runner import Execution, Step
from engine.history.visits import Visit
from tests.engine.execution.diagrams import content, diagram
from tests.engine.execution.edits import Edited, edits
from tests.engine.execution.processes import CONDITIONS, Drawn, processes
from tests.engine.execution.test_runner import Run, run
from tests.engine.execution.test_timers import fire, on, ticking, timer
from tests.engine.execution.together import bare
from tests.examples import examples

MULTIPLE = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>2</bpmn:loopCardinality>"
    "</bpmn:multiInstanceLoopCharacteristics>"
)
DAY = timer("timeDuration", "P1D")


def moved(it: Run, source: bytes, mapping: Mapping[str, str] | None = None, *called: bytes) -> Moved:
    """Move a run, which goes on from there."""
    new = compile_process("p", [source, *called])
    result = move(it.executable, it.step.snapshot, new, mapping)
    it.executable, it.step = new, result.step
    return result


def held(it: Run, source: bytes, mapping: Mapping[str, str] | None = None) -> list[tuple[Hindrance, str]]:
    with pytest.raises(NotMovable) as error:
        moved(it, source, mapping)
    return [(each.kind, each.element) for each in error.value.obstacles]


def places(visits: tuple[object, ...]) -> list[str]:
    return [str(visit) for visit in visits]


def carried(result: Moved) -> list[tuple[str, str]]:
    pairs = [(each.visit, each.now.visit) for each in result.work] + [
        (each.visit, each.now.visit) for each in result.timers
    ]
    return [(str(before), str(now)) for before, now in pairs]


def test_a_token_stays_at_its_step_whatever_is_drawn_behind_and_ahead_of_it() -> None:
    it = run(diagram("start > a > b > end"), x=1)
    it.do("a#1", y=2)
    result = moved(it, diagram("start > a > new > b > newer > end"))
    assert carried(result) == [("b#1", "b#1")]
    assert (it.open(), it.data()) == (["b#1"], {"x": 1, "y": 2})
    it.do("b#1")
    assert it.open() == ["newer#1"]


def test_a_step_that_is_gone_holds_its_token_back() -> None:
    it = run(diagram("start > a > b > end"))
    assert held(it, diagram("start > b > end")) == [(Hindrance.STEP_GONE, "a")]


def test_a_mapping_says_where_a_token_goes_whose_step_is_gone() -> None:
    it = run(diagram("start > a > b > end"), x=1)
    result = moved(it, diagram("start > c > b > end"), {"a": "c", "unused": "b"})
    assert (carried(result), result.mapping) == ([("a#1", "c#1")], {"a": "c"})
    assert (it.open(), it.data()) == (["c#1"], {"x": 1})


def test_a_step_that_was_visited_before_is_visited_again_by_a_token_that_is_mapped_to_it() -> None:
    it = run(diagram("start > a > b > end"))
    it.do("a#1")
    assert carried(moved(it, diagram("start > a > end"), {"b": "a"})) == [("b#1", "a#2")]


def test_a_token_that_is_mapped_to_what_nobody_does_goes_on_at_once() -> None:
    it = run(diagram("start > a > choice [x == 1] > b > end\nchoice [else] > c > end2"), x=1)
    result = moved(it, diagram("start > choice [x == 1] > b > end\nchoice [else] > c > end2"), {"a": "choice"})
    assert (carried(result), places(result.step.withdrawn)) == ([], ["a#1"])
    assert [passage.flows for passage in result.step.passages] == [("choice_b",)]
    assert it.open() == ["b#1"]


def test_a_token_that_is_mapped_to_nothing_ends() -> None:
    it = run(diagram("start > fork > a > join > c > end\nfork > b > join"))
    it.do("b#1")
    result = moved(it, diagram("start > b > join > c > end"), {"a": ""})
    assert (places(result.step.withdrawn), it.open()) == (["a#1"], ["c#1"])


def test_a_step_that_is_done_otherwise_now_holds_its_token_back_unless_it_is_to_begin_anew() -> None:
    it = run(diagram("start > a > b > end"), x=1)
    scripted = diagram("start > a > b > end", {"a": "scriptTask"}, {"a": "<bpmn:script>y = x + 1</bpmn:script>"})
    assert held(it, scripted) == [(Hindrance.KIND_CHANGED, "a")]
    moved(it, scripted, {"a": "a"})
    assert (it.open(), it.data()) == (["b#1"], {"x": 1, "y": 2})


def test_no_token_is_put_where_several_meet() -> None:
    it = run(diagram("start > fork > a > join > end\nfork > b > join"))
    assert held(it, diagram("start > fork > c > join > end\nfork > b > join"), {"a": "join"}) == [
        (Hindrance.NO_TARGET, "a")
    ]


def test_a_step_that_now_stands_in_a_sub_process_holds_its_token_back() -> None:
    it = run(diagram("start > a > end"))
    inside = {"sub": content("start_in > a > end_in")}
    assert held(it, diagram("start > sub > end", {"sub": "subProcess"}, inside)) == [(Hindrance.PLACE_CHANGED, "a")]


def test_a_token_that_waits_for_another_came_by_the_way_into_which_a_step_was_drawn() -> None:
    it = run(diagram("start > fork > a > join > c > end\nfork > b > join"))
    it.do("a#1")
    moved(it, diagram("start > fork > a > new > join > c > end\nfork > b > join"))
    it.do("b#1")
    assert it.open() == ["c#1"]


def test_a_token_whose_way_to_where_it_waits_is_gone_is_held_back() -> None:
    it = run(diagram("start > fork > a > join > c > end\nfork > b > join"))
    it.do("a#1")
    away = diagram("start > fork > x > join > c > end\nfork > b > join\nfork > y > join")
    assert held(it, away) == [(Hindrance.WAYS_CHANGED, "join")]


def test_instances_and_the_activity_that_holds_them_go_together() -> None:
    repeated = {"a": MULTIPLE}
    it = run(diagram("start > a > end", inner=repeated), x=1)
    it.do("a#1.0")
    new = diagram("start > b > c > end", inner={"b": MULTIPLE})
    assert held(it, new) == [(Hindrance.STEP_GONE, "a")]
    assert carried(moved(it, new, {"a": "b"})) == [("a#1.1", "b#1.1")]
    it.do("b#1.1")
    assert it.open() == ["c#1"]


def test_an_activity_that_repeats_otherwise_holds_its_instances_back() -> None:
    it = run(diagram("start > a > end", inner={"a": MULTIPLE}))
    assert held(it, diagram("start > a > end")) == [(Hindrance.KIND_CHANGED, "a")]


def test_what_goes_on_in_a_sub_process_goes_with_it() -> None:
    kinds = {"sub": "subProcess", "other": "subProcess"}
    it = run(diagram("start > sub > b > end", kinds, {"sub": content("start_in > a > end_in")}), x=1)
    new = diagram("start > other > b > end", kinds, {"other": content("start_in > before > a > after > end_in")})
    assert carried(moved(it, new, {"sub": "other"})) == [("sub#1/a#1", "other#1/a#1")]
    it.do("other#1/a#1", y=2)
    it.do("other#1/after#1")
    assert (it.open(), it.data()) == (["b#1"], {"x": 1, "y": 2})


def test_rounds_go_on_being_counted_in_a_sub_process_of_another_name_inside_one_of_another_name() -> None:
    def drawn(outer: str, inner: str) -> bytes:
        rounds = content("start_in > choice0 > a > choice [a] > choice0\nchoice [else] > end_in")
        inside = content(f"start_out > {inner} > end_out", {inner: "subProcess"}, {inner: rounds})
        return diagram(f"start > {outer} > end", {outer: "subProcess"}, {outer: inside})

    it = run(drawn("out", "in")).do("out#1/in#1/a#1", a=True)
    moved(it, drawn("outer", "inner"), {"out": "outer", "in": "inner"})
    assert it.do("outer#1/inner#1/a#2", a=True).open() == ["outer#1/inner#1/a#3"]


def test_a_timer_that_says_the_same_waits_on_and_one_that_says_something_else_begins_anew() -> None:
    old = diagram("start > a > end\nlate > b > end2", {"late": on("a")}, {"late": DAY})
    it = run(old)
    assert carried(moved(it, old)) == [("a#1", "a#1"), ("late#1", "late#1")]
    two = {"late": timer("timeDuration", "P2D")}
    result = moved(it, diagram("start > a > end\nlate > b > end2", {"late": on("a")}, two))
    assert (places(result.step.timers_withdrawn), [each.value for each in result.step.timers_set]) == (
        ["late#1"],
        ["P2D"],
    )
    assert str(result.step.timers_set[0].visit) == "late#2"
    fire(it, "late#2")
    assert it.open() == ["b#1"]


def test_a_timer_drawn_on_an_activity_begins_and_one_that_is_gone_is_withdrawn() -> None:
    plain = diagram("start > a > end")
    timed = diagram("start > a > end\nlate > b > end2", {"late": on("a")}, {"late": DAY})
    it = run(plain, x=1)
    result = moved(it, timed)
    assert ([str(each.visit) for each in result.step.timers_set], result.step.enabled) == (["late#1"], ())
    assert result.step.timers_set[0].data == {"x": 1}
    assert places(moved(it, plain).step.timers_withdrawn) == ["late#1"]
    assert it.open() == ["a#1"]


def test_a_timer_that_has_fired_does_not_begin_again() -> None:
    kinds = {"late": on("a", interrupting=False)}
    it = run(diagram("start > a > end\nlate > b > end2", kinds, {"late": DAY}))
    fire(it, "late#1")
    result = moved(it, diagram("start > a > end\nlate > b > end2", kinds, {"late": timer("timeDuration", "P2D")}))
    assert (it.open(), result.step.timers_set) == (["a#1", "b#1"], ())


def test_a_timer_can_be_another_timer_now_or_end_by_a_decision_which_is_recorded() -> None:
    def drawn(name: str) -> bytes:
        return diagram(f"start > a > end\n{name} > b > end2", {name: on("a")}, {name: DAY})

    it = run(drawn("late"))
    result = moved(it, drawn("later"), {"late": "later"})
    assert (carried(result)[1], result.mapping) == (("late#1", "later#1"), {"late": "later"})
    result = moved(it, drawn("later"), {"later": ""})
    assert (places(result.step.timers_withdrawn), ticking(it), result.mapping) == (["later#1"], [], {"later": ""})


def test_a_timer_becomes_nothing_but_a_timer_of_the_same_activity_or_of_the_same_choice() -> None:
    late = diagram("start > a > end\nlate > b > end2", {"late": on("a")}, {"late": DAY})
    assert held(run(late), late, {"late": "b"}) == [(Hindrance.NO_TARGET, "late")]
    caught = dict.fromkeys(("soon", "late"), "intermediateCatchEvent")
    first = diagram("start > first > soon > a > end\nfirst > late > b > end2", caught, dict.fromkeys(caught, DAY))
    for target in ("a", ""):
        assert held(run(first), first, {"late": target}) == [(Hindrance.NO_TARGET, "late")]


def test_where_a_token_waits_for_others_it_is_recorded_what_the_steps_are_now_by_which_they_come() -> None:
    it = run(diagram("start > fork > a > join > c > end\nfork > b > join")).do("a#1")
    new = diagram("start > fork > x > join > c > end\nfork > b > join")
    assert moved(it, new, {"a": "x"}).mapping == {"a": "x"}
    assert it.do("b#1").open() == ["c#1"]


def test_a_run_that_has_ended_is_not_moved() -> None:
    it = run(diagram("start > a > end"))
    it.do("a#1")
    with pytest.raises(ValueError, match="ended"):
        moved(it, diagram("start > a > b > end"))


class Beside:
    """A run, in which whatever was drawn into the flows is completed at once; beside it the reference run, which keeps
    SpiffWorkflow's whole tree and must do the same."""

    def __init__(self, executable: Executable, data: Mapping[str, object], inserted: frozenset[str]) -> None:
        self.executable, self.inserted = executable, inserted
        self.step, self.reference = Execution(executable).start(data), ReferenceRun(executable)
        self.same(self.reference.start(data))
        self.pass_inserted()

    def move(self, new: Executable, inserted: frozenset[str]) -> None:
        result = move(self.executable, self.step.snapshot, new)
        self.reference, again = self.reference.moved(new, {})
        assert replace(result, step=replace(result.step, snapshot=b"")) == again
        self.executable, self.step, self.inserted = new, result.step, inserted
        self.pass_inserted()

    def same(self, found: Step) -> None:
        assert replace(self.step, snapshot=b"") == found

    def complete(self, visit: Visit, values: Mapping[str, object]) -> None:
        self.step = Execution(self.executable, self.step.snapshot).complete(visit, values)
        self.same(self.reference.complete(visit, values))

    def pass_inserted(self) -> None:
        while True:
            execution = Execution(self.executable, self.step.snapshot)
            new = [each.visit for each in execution.enabled() if each.visit.element in self.inserted]
            if not new:
                return
            self.complete(new[0], {})

    def waiting(self) -> dict[str, Mapping[str, object]]:
        execution = Execution(self.executable, self.step.snapshot)
        return {bare(each.visit): each.data for each in (*execution.enabled(), *execution.timers())}

    def do(self, place: str, value: int) -> None:
        execution = Execution(self.executable, self.step.snapshot)
        for work in execution.enabled():
            if bare(work.visit) == place:
                element = work.visit.element
                self.complete(work.visit, {element: value, f"{element}_out": value})
                return self.pass_inserted()
        visit = next(each.visit for each in execution.timers() if bare(each.visit) == place)
        self.step = execution.fire(visit)
        self.same(self.reference.fire(visit))
        return self.pass_inserted()

    def end(self) -> dict[str, object]:
        return Execution(self.executable, self.step.snapshot).data()


@st.composite
def drawn_and_edited(draw: st.DrawFn) -> tuple[Drawn, Edited]:
    drawn = draw(processes())
    return drawn, draw(edits(drawn.sources))


@examples(40, suppress_health_check=[HealthCheck.too_slow])
@given(drawn_and_edited(), st.integers(0, 6), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=14))
def test_a_run_that_was_moved_goes_on_as_one_that_ran_on_the_new_version_all_along(
    pair: tuple[Drawn, Edited], at: int, choices: list[tuple[int, int]]
) -> None:
    drawn, edited = pair
    old, new = compile_process("p", drawn.sources), compile_process("p", edited.sources)
    data: dict[str, object] = {**dict.fromkeys(CONDITIONS, 1), "items": [10, 20]}
    it, always = Beside(old, data, frozenset()), Beside(new, data, edited.inserted)
    for number, (chosen, value) in enumerate(choices):
        if number == at and not it.step.completed:
            it.move(new, edited.inserted)
        assert it.waiting() == always.waiting()
        if it.step.completed:
            assert (it.end(), always.step.completed) == (always.end(), True)
            return
        place = sorted(it.waiting())[chosen % len(it.waiting())]
        it.do(place, value)
        always.do(place, value)


@examples(25, suppress_health_check=[HealthCheck.too_slow])
@given(processes(), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=10))
def test_moving_to_the_same_diagram_changes_not_a_byte(drawn: Drawn, choices: list[tuple[int, int]]) -> None:
    old, same = compile_process("p", drawn.sources), compile_process("p", drawn.sources)
    it = Beside(old, {**dict.fromkeys(CONDITIONS, 1), "items": [10, 20]}, frozenset())
    for chosen, value in choices:
        if it.step.completed:
            return
        result = move(old, it.step.snapshot, same)
        assert replace(result.step, waiting=()) == Step(it.step.snapshot, (), (), (), False, None)
        assert all(before == now for before, now in carried(result))
        it.do(sorted(it.waiting())[chosen % len(it.waiting())], value)
