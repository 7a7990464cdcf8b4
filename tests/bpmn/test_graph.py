"""Questions about directed graphs, on graphs small enough to see and too deep for recursion."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from bpmn.graph import cycles, postorder, reachable, reverse

DIAMOND = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}
DEEP = {str(number): [str(number + 1)] for number in range(50_000)}
GRAPHS = st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=4))


def test_what_can_be_reached():
    assert reachable(["b"], DIAMOND) == {"b", "d"}
    assert len(reachable(["0"], DEEP)) == 50_001


def test_arrows_turned_round():
    assert reverse(DIAMOND) == {"b": ["a"], "c": ["a"], "d": ["b", "c"]}


def test_each_after_those_it_leads_to():
    assert postorder(["a"], DIAMOND) == ["d", "b", "c", "a"]
    assert postorder(["0"], DEEP)[-1] == "0"


def test_cycles_of_a_deep_graph():
    assert cycles(DEEP) == []
    assert len(cycles(DEEP | {"50000": ["0"]})[0]) == 50_001


def test_a_node_that_leads_to_itself_is_a_cycle():
    assert cycles({"a": ["a"], "b": ["a"]}) == [["a"]]


@given(GRAPHS)
def test_two_nodes_share_a_cycle_when_each_reaches_the_other(graph):
    group = {node: number for number, ring in enumerate(cycles(graph)) for node in ring}
    beyond = {node: reachable(graph.get(node, ()), graph) for node in "abcdef"}
    for a, b in product("abcdef", repeat=2):
        together = b in beyond[a] and a in beyond[b]
        assert together == (a in group and group[a] == group.get(b))
