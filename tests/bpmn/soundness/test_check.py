"""What is found, on which way, and what would put it right; and whether an instance can still finish."""

from pathlib import Path

import pytest

from bpmn.model import Process
from bpmn.reader import read
from bpmn.soundness import MOVES, can_finish, check
from bpmn.soundness.game import Undecided
from bpmn.soundness.play import Budget
from bpmn.soundness.scope import net_of, scopes
from tests.bpmn.soundness.nets import is_a_way
from tests.engine.execution.diagrams import content, diagram

SHIPPED = Path(__file__).parents[3] / "bpmn" / "processes"
TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"
BESIDE = {"tick": 'boundaryEvent attachedToRef="b" cancelActivity="false"'}
CLOSED_WRONGLY = "start > choice [n] > a > join > y > end\nchoice [else] > b > join"


def read_process(source: bytes) -> Process:
    definitions = read(source).definitions
    assert definitions is not None
    return definitions.processes[0]


def process(flows: str, kinds: dict[str, str] | None = None, inner: dict[str, str] | None = None) -> Process:
    return read_process(diagram(flows, kinds, inner))


def found(process: Process) -> list[tuple[str, str, str | None, tuple[str, str] | None]]:
    return [(each.code, each.element, each.cause, each.repair) for each in check(process)]


@pytest.mark.parametrize(
    ("flows", "kinds", "expected"),
    [
        pytest.param(
            CLOSED_WRONGLY,
            {},
            [("deadlock", "join", "choice", ("join", "exclusiveGateway"))],
            id="an exclusive split closed by a parallel join",
        ),
        pytest.param(
            CLOSED_WRONGLY.replace("choice", "some"),
            {},
            [("deadlock", "join", "some", ("join", "exclusiveGateway"))],
            id="an inclusive split of one way and a default is a choice",
        ),
        pytest.param(
            "start > some [n] > a > join > y > end\nsome [m] > b > join\nsome [else] > c > join",
            {},
            [("deadlock", "join", "some", ("join", "inclusiveGateway"))],
            id="an inclusive split closed by a parallel join",
        ),
        pytest.param(
            "start > fork > a > choice > y > end\nfork > b > choice",
            {},
            [("lack_of_synchronisation", "choice", "fork", ("choice", "parallelGateway"))],
            id="a parallel split closed by an exclusive join",
        ),
        pytest.param(
            "start > some [n] > a > choice > y > end\nsome [m] > b > choice\nsome [else] > c > choice",
            {},
            [("lack_of_synchronisation", "choice", "some", ("choice", "inclusiveGateway"))],
            id="an inclusive split closed by an exclusive join",
        ),
        pytest.param(
            "start > fork > a > join > c > end\nfork > b > choice > join\ntick > choice",
            BESIDE,
            [("lack_of_synchronisation", "choice", "tick", ("tick", "interrupting"))],
            id="an event beside its activity that leads back",
        ),
        pytest.param(
            "start > fork > a > join > end\nfork > choice [x] > b > join\nchoice [else] > end2",
            {},
            [("improper_completion", "join", "choice", ("join", "inclusiveGateway"))],
            id="a way that ends while a join waits for it",
        ),
        pytest.param(
            f"{CLOSED_WRONGLY.replace('y > end', 'y > fork > c > choice2 > z > end')}\nfork > d > choice2",
            {},
            [("deadlock", "join", "choice", ("join", "exclusiveGateway"))],
            id="what stops first, since nothing is played beyond",
        ),
    ],
)
def test_each_problem_has_its_place_its_cause_and_its_repair(flows, kinds, expected):
    assert found(process(flows, kinds, {"tick": TIMER})) == expected


@pytest.mark.parametrize(
    ("flows", "way"),
    [
        (CLOSED_WRONGLY, "start start_choice choice choice_a a a_join join"),
        (
            "start > fork > a > choice > y > end\nfork > b > choice",
            "start start_fork fork fork_a a a_choice choice fork_b b b_choice choice choice_y",
        ),
    ],
)
def test_the_way_names_nodes_and_flows_in_the_order_in_which_tokens_pass_them(flows, way):
    (problem,) = check(process(flows))
    assert " ".join(problem.way) == way
    assert is_a_way(process(flows), problem.way)


def test_a_sub_process_is_judged_by_itself_and_is_one_activity_where_it_stands():
    inner = content("start2 > choice2 [n] > c > join2 > end2\nchoice2 [else] > d > join2")
    whole = process("start > fork > sub > join > end\nfork > b > join", {"sub": "subProcess"}, {"sub": inner})
    assert found(whole) == [("deadlock", "join2", "choice2", ("join2", "exclusiveGateway"))]


def test_the_shipped_procedures_are_sound_and_hardly_need_to_be_played():
    for path in SHIPPED.glob("*/*.bpmn"):
        assert check(read_process(path.read_bytes()), moves=20) == []


def knots(number: int) -> Process:
    """So many loops with three ways in at inclusive gateways, all at once."""
    lines = ["start > fork", "join > z > end"]
    for each in (str(number) for number in range(number)):
        lines.append(f"fork > some1_{each} > a{each} > choice2_{each} > b{each} > some3_{each} > choice4_{each} > join")
        lines.append(f"choice2_{each} > c{each} > some1_{each}\nchoice4_{each} > d{each} > some1_{each}")
        lines.append(f"choice4_{each} > e{each} > some3_{each}")
    return process("\n".join(lines))


def test_what_is_too_much_to_be_played_is_told_with_the_gateway_from_which_on():
    (problem,) = check(knots(8))
    assert (problem.code, problem.element) == ("undecided", "fork")
    assert check(knots(2)) == []


def test_what_is_played_is_counted_and_bounded():
    budget = Budget(10)
    budget.spend(10)
    with pytest.raises(Undecided):
        budget.spend(1)
    assert MOVES <= 50_000  # less than a second of computing


@pytest.mark.parametrize(
    ("flows", "marking", "expected"),
    [
        pytest.param("start > fork > a > join > end\nfork > b > join", ["a", "b"], None, id="both branches"),
        pytest.param("start > fork > a > join > end\nfork > b > join", ["a"], ("deadlock", "join"), id="only one"),
        pytest.param(
            "start > fork > a > join > end\nfork > b > join", ["a", "b_join"], None, id="one, and the other has come"
        ),
        pytest.param(
            "start > some [n] > a > some2 > c > end\nsome [else] > b > some2", ["a"], None, id="an inclusive join"
        ),
        pytest.param(CLOSED_WRONGLY, ["y"], None, id="beyond what is wrong"),
        pytest.param(CLOSED_WRONGLY, ["a"], ("deadlock", "join"), id="before it"),
        pytest.param(
            "start > fork > a > choice > y > end\nfork > b > choice",
            ["y", "b"],
            None,
            id="work that is done twice ends",
        ),
        pytest.param("start > fork > a > join > end\nfork > b > join", ["a_join", "b_join"], None, id="about to join"),
        pytest.param("start > fork > a > join > end\nfork > b > join", [], None, id="nothing waits"),
    ],
)
def test_an_instance_can_finish_from_where_its_tokens_stand_or_not(flows, marking, expected):
    problem = can_finish(process(flows), marking)
    assert (problem and (problem.code, problem.element)) == expected


def test_tokens_in_a_sub_process_keep_it_open_and_are_judged_in_it():
    inner = content("start2 > fork2 > c > join2 > end2\nfork2 > d > join2")
    whole = process("start > fork > sub > join > end\nfork > b > join", {"sub": "subProcess"}, {"sub": inner})
    assert can_finish(whole, ["b", "c", "d"]) is None
    inside = can_finish(whole, ["b", "c"])
    assert inside is not None and inside.element == "join2"
    outside = can_finish(whole, ["c", "d"])
    assert outside is not None and outside.element == "join"
    assert can_finish(whole, ["c", "d"], within="sub") is None


def test_an_event_on_the_boundary_of_what_waits_is_no_token_of_its_own():
    whole = process("start > b > end\ntick > c > end2", BESIDE, {"tick": TIMER})
    assert can_finish(whole, ["b", "tick"]) is None


def test_a_token_at_what_the_process_does_not_have_is_refused():
    with pytest.raises(KeyError):
        can_finish(process(CLOSED_WRONGLY), ["nothing"])


def test_a_scope_without_a_beginning_is_left_to_other_rules():
    (scope,) = scopes(process("a > end"))
    assert not scope.playable
    (whole,) = scopes(process("start > a > end"))
    assert whole.playable and len(net_of(whole).junctions) == 3


def test_what_an_inclusive_join_holds_up_is_not_let_on_because_a_choice_behind_it_was_made_early():
    """The second token waits at the join until the first has chosen not to come back: nothing is done twice at once."""
    ways = "start > n0 > n1 > n2 > n3 [n] > end\nn3 [else] > n1\ntick > n1"
    kinds = {"n1": "inclusiveGateway", "n3": "exclusiveGateway"}
    kinds["tick"] = 'boundaryEvent attachedToRef="n0" cancelActivity="false"'
    assert found(process(ways, kinds, {"tick": TIMER})) == []


def test_the_way_to_a_ring_goes_round_it():
    whole = process(
        "start > n0 > n1 > n2 > n3 > end\nn2 > n0\nn2 > n1", {"n1": "inclusiveGateway", "n2": "parallelGateway"}
    )
    (problem,) = check(whole)
    assert problem.code == "livelock" and is_a_way(whole, problem.way)
    assert problem.way[-1] in ("n0", "n1", "n2") and "n2" in problem.way


def test_two_tokens_meet_in_a_ring_whichever_is_played_first():
    """The event's way leads back into its activity, which still waits: it would be done twice at once."""
    ways = "start > n2 > n3 [n] > end\nn3 [else] > n2\ntick > n3"
    kinds = {"n3": "exclusiveGateway", "tick": 'boundaryEvent attachedToRef="n2" cancelActivity="false"'}
    (problem,) = check(process(ways, kinds, {"tick": TIMER}))
    assert (problem.code, problem.cause) == ("lack_of_synchronisation", "tick")
