"""The net for mining allows what the procedure allows, each step seen once, and no more."""

import pytest

from bpmn.mining.net import laid_over
from bpmn.mining.view import MiningView, before, view_of
from bpmn.mining.writing import diagram_of
from bpmn.reader import read
from tests.bpmn.mining.game import allows
from tests.engine.execution.diagrams import diagram

LIST = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>list</bpmn:loopDataInputRef>"
    "</bpmn:multiInstanceLoopCharacteristics>"
)


def view(flows: str, kinds: dict[str, str] | None = None, inner: dict[str, str] | None = None) -> MiningView:
    definitions = read(diagram(flows, kinds, inner)).definitions
    assert definitions is not None
    return view_of(definitions.processes[0])


def steps(seen: MiningView, *ids: str) -> list[str]:
    return [seen.labels[id_] for id_ in ids]


@pytest.mark.parametrize(
    ("flows", "trace", "may"),
    [
        ("start > a > b > end", "a b", True),
        ("start > a > b > end", "b a", False),
        ("start > a > b > end", "a", False),
        ("start > a > choice > b > end\nchoice > c > end2", "a c", True),
        ("start > a > choice > b > end\nchoice > c > end2", "a b c", False),
        ("start > a > choice > b > end\nchoice > a", "a a a b", True),
        ("start > fork > a > join > c > end\nfork > b > join", "b a c", True),
        ("start > fork > a > join > c > end\nfork > b > join", "a c", False),
        ("start > a > fork > b > end\nfork > c > end2", "a c b", True),
        ("start > a > fork > b > end\nfork > c > end2", "a b", False),
        ("start > a > fork > b > choice > end\nchoice > d > end2\nfork > c > end3", "a b c d", True),
        ("start > a > b > end\na > c > end2", "a c b", True),
    ],
)
def test_it_allows_what_the_flow_allows(flows: str, trace: str, may: bool) -> None:
    seen = view(flows)
    assert allows(seen.net(), steps(seen, *trace.split())) is may


@pytest.mark.parametrize(("trace", "may"), [("a b c", True), ("a c", True), ("a b b c", False)])
def test_a_step_that_is_done_for_each_item_of_a_list_is_one_and_none_where_the_list_is_empty(
    trace: str, may: bool
) -> None:
    seen = view("start > a > b > c > end", inner={"b": LIST})
    assert seen.repeated == {"b"} and allows(seen.net(), steps(seen, *trace.split())) is may


def test_what_happens_on_the_border_of_a_step_happens_in_its_place() -> None:
    seen = view("start > a > b > end\non_time > c > end2", {"on_time": 'boundaryEvent attachedToRef="b"'})
    for trace, may in {"a b": True, "a on_time c": True, "a b on_time c": False}.items():
        assert allows(seen.net(), steps(seen, *trace.split())) is may, trace


def test_what_runs_beside_a_step_is_no_part_of_it() -> None:
    kinds = {"beside": 'boundaryEvent attachedToRef="b" cancelActivity="false"'}
    seen = view("start > a > b > end\nbeside > c > end2", kinds)
    assert set(seen.labels) == {"a", "b"} and allows(seen.net(), steps(seen, "a", "b"))


def test_giving_a_step_back_is_a_step_of_its_own() -> None:
    seen = view("start > a > choice > b > end\nchoice > c > end2")
    given = seen.returns["b", "a"]
    assert allows(seen.net(), [*steps(seen, "a"), given, *steps(seen, "a", "c")])
    assert not allows(seen.net(), [*steps(seen, "a", "b"), given, *steps(seen, "a", "c")])


def test_two_steps_of_one_name_are_told_apart() -> None:
    source = diagram("start > a > b > end").replace(b'id="a"', b'id="a" name="Revisar"')
    definitions = read(source.replace(b'id="b"', b'id="b" name="Revisar"')).definitions
    assert definitions is not None
    assert [*view_of(definitions.processes[0]).labels.values()] == ["Revisar", "Revisar (2)"]


def test_versions_laid_over_one_another_allow_what_was_moved_between_them() -> None:
    old, new = view("start > a > b > c > end"), view("start > d > a > x > c > end")
    nets = [old.net(frozenset({"b"})), new.net(frozenset({"x"}))]
    both = laid_over(nets, [(0, before("b"), 1, before("x"))])
    moved = [*steps(old, "a"), *steps(new, "x", "c")]
    assert allows(both, moved) and not any(allows(net, moved) for net in nets)


def test_the_diagram_is_one_of_bpmn_and_says_the_same() -> None:
    seen = view("start > a > fork > b > join > end\nfork > c > join", inner={"c": LIST})
    reading = read(diagram_of(seen.net(), "p", "P & Q", "<for mining>"))
    assert not reading.findings and reading.definitions is not None
    (process,) = reading.definitions.processes
    assert (process.id, process.name) == ("p", "P & Q")
    assert {node.id for node in process.nodes} == set(seen.net().nodes)
    assert {(flow.source, flow.target) for flow in process.flows} == set(seen.net().flows)
    assert {node.name for node in process.nodes if node.kind == "task"} == set(seen.labels.values())
