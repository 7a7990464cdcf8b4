"""Soundness held against two others: the same game played in every order, and the engine with choices by lot."""

import re

from hypothesis import HealthCheck, assume, event, given
from hypothesis import strategies as st

from bpmn.model import Process
from bpmn.reader import read
from bpmn.soundness import Problem, check
from tests.bpmn.soundness.nets import GATEWAYS, is_a_way, played_in_every_order, tangles
from tests.bpmn.soundness.walks import undetermined, walks
from tests.engine.execution.processes import Block, Drawn, nets, processes
from tests.examples import examples

# What is done once for each token that comes, wherever it is drawn.
AGAIN = frozenset({"loop", "instances", "rounds"})


def problems(source: bytes) -> list[Problem]:
    definitions = read(source).definitions
    assert definitions is not None
    return [problem for process in definitions.processes for problem in check(process)]


def repeats(block: Block) -> bool:
    again = block.kind in AGAIN or (block.kind == "timed" and block.options[1].startswith("R"))
    return again or any(repeats(part) for part in block.parts)


@examples(60)
@given(tangles())
def test_reductions_and_the_order_of_play_change_no_verdict(process: Process) -> None:
    wrong = played_in_every_order(process, 4_000)
    assume(wrong is not None)
    found = [problem for problem in check(process) if problem.code != "dead_activity"]
    assert "undecided" not in {problem.code for problem in found}
    assert bool(found) is wrong
    assert all(is_a_way(process, problem.way) for problem in found)
    event(f"wrong: {wrong}")


@examples(30)
@given(processes())
def test_what_is_made_of_blocks_is_sound(drawn: Drawn) -> None:
    assert [problems(source) for source in drawn.sources] == [[]] * len(drawn.sources)


@examples(25)
@given(nets(decide=False))
def test_a_net_of_parallel_gateways_without_a_loop_is_sound(source: bytes) -> None:
    assert problems(source) == []


@examples(25, suppress_health_check=[HealthCheck.too_slow])
@given(processes(depth=2), st.data())
def test_a_gateway_of_the_wrong_kind_is_found_or_the_engine_runs_it_right(drawn: Drawn, data: st.DataObject) -> None:
    main, *called = drawn.sources
    joins = [
        id
        for kind, id in re.findall(rb'<bpmn:(\w+Gateway) id="(\w+)"', main)
        if len(re.findall(rb'targetRef="%s"' % id, main)) > 1 and len(re.findall(rb'sourceRef="%s"' % id, main)) == 1
    ]
    assume(joins)
    wrong, kind = data.draw(st.sampled_from(joins)), data.draw(st.sampled_from(GATEWAYS)).encode()
    main = re.sub(
        rb'<bpmn:\w+Gateway id="%s"([^>]*)></bpmn:\w+>' % wrong,
        rb'<bpmn:%s id="%s"\1></bpmn:%s>' % (kind, wrong, kind),
        main,
    )
    found = problems(main)
    event(", ".join(sorted({problem.code for problem in found})) or "sound")
    if found:
        return
    for stuck, done in walks([undetermined(each) for each in (main, *called)], 12):
        assert not stuck
        assert repeats(drawn.block) or not [id for id, times in done.items() if id.startswith("t") and times > 1]


@examples(30)
@given(nets(decide=True))
def test_a_net_that_decides_is_sound_or_the_engine_does_something_twice(source: bytes) -> None:
    found = {problem.code for problem in problems(source)}
    assert found <= {"lack_of_synchronisation"}
    ran = list(walks([undetermined(source)], 60 if found else 12))
    assert not any(stuck for stuck, _ in ran)
    twice = any(times > 1 for _, done in ran for id, times in done.items() if id.startswith("t"))
    assert twice <= bool(found)
