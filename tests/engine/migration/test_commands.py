"""Moving instances: what goes along, what is recorded, who may, and what is refused."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.definitions.queries import in_force
from engine.errors import EngineError, InstanceEnded, NotAllowed, NotFound
from engine.migration import commands
from engine.migration.commands import AlreadyThere, DecidedNothing, MoveReasonRequired, NotInForce, NotMoved
from engine.migration.planning import Reason, Verdict
from tests.engine.client_access.proposal import NO, answer, sent, token_of
from tests.engine.definitions.test_commands import changed
from tests.engine.instances.test_timers import fire, timed
from tests.engine.migration.moving import (
    REASON,
    assert_in_order,
    begun,
    migrate,
    migrate_all,
    previews,
    procedure,
    publish,
    tampered,
)
from tests.support import START, Company

pytestmark = pytest.mark.both_databases

OLD = procedure("start > a > b > end")


def left_behind(company: Company) -> bool:
    with company.database.reading() as connection:
        return commands.is_behind(connection, in_force(connection)["p"])


def test_a_move_is_an_event_with_both_versions_and_the_work_that_goes_on_is_the_same_work(company: Company) -> None:
    folio = begun(company, OLD, "a")
    item = company.task(folio, "b").item
    company.command("claim", item.id, actor="comercial")
    publish(company, procedure("start > a > new > b > newer > end", {"b": 'userTask name="Otro nombre"'}))
    assert left_behind(company)
    migrate(company, folio)
    assert not left_behind(company)
    *_, event, moved = company.history(folio)
    assert (event.type, event.actor, event.element) == ("instance_migrated", "control_documentos", None)
    told = {name: event.payload[name] for name in ("from", "to", "mapping", "waived", "reason")}
    assert told == {"from": {"p": 1}, "to": {"p": 2}, "mapping": {}, "waived": [], "reason": REASON}
    assert (moved.type, moved.element, moved.payload["from"], moved.at) == ("user_task_moved", "b", "b#1", event.at)
    now = company.task(folio, "b").item
    assert (now.id, now.name, now.assignee) == (item.id, "Otro nombre", "comercial")
    company.do(folio, "b")
    assert [task.item.visit.element for task in company.tasks(folio)] == ["newer"]
    assert_in_order(company, folio)


def test_work_goes_to_the_lane_and_the_roles_of_the_new_version_and_is_free_again_for_them(company: Company) -> None:
    folio = begun(company, OLD)
    company.command("claim", company.task(folio, "a").item.id, actor="comercial")
    publish(company, procedure("start > a > b > end", lane="preventa"))
    migrate(company, folio)
    item = company.task(folio, "a").item
    assert (item.lane, item.roles, item.assignee) == ("preventa", ("preventa",), None)
    assert [event.type for event in company.history(folio)[-2:]] == ["user_task_moved", "user_task_released"]
    assert_in_order(company, folio)
    company.do(folio, "a")
    assert_in_order(company, folio)


def test_a_step_that_is_gone_needs_a_mapping_which_is_recorded(company: Company) -> None:
    folio = begun(company, OLD)
    item = company.task(folio, "a").item
    publish(company, procedure("start > c > b > end"))
    with pytest.raises(NotMoved) as refused:
        migrate(company, folio)
    assert (refused.value.details["verdict"], refused.value.details["elements"]) == ("decision", ["a"])
    migrate(company, folio, {"a": "c"})
    moved = company.task(folio, "c").item
    assert (moved.id, moved.visit.element) == (item.id, "c")
    assert company.history(folio)[-2].payload["mapping"] == {"a": "c"}
    assert_in_order(company, folio)


def test_work_that_is_mapped_to_what_nobody_does_is_withdrawn_and_what_comes_next_is_enabled(company: Company) -> None:
    folio = begun(company, OLD)
    publish(company, procedure("start > choice > b > end"))
    migrate(company, folio, {"a": "choice"})
    assert [event.type for event in company.history(folio)[-3:]] == [
        "instance_migrated",
        "user_task_withdrawn",
        "user_task_enabled",
    ]
    assert_in_order(company, folio)


def test_timers_go_along_and_follow_the_new_diagram(company: Company) -> None:
    flows = "start > a > end\non_time > b > end2\nbeside > c > end3"
    folio = begun(company, timed(flows, {"on_time": ("timeDuration", "PT9H"), "beside": ("timeDuration", "PT1H")}))
    publish(company, timed(flows, {"on_time": ("timeDuration", "PT9H"), "beside": ("timeDuration", "PT2H")}))
    migrate(company, folio)
    found = [(event.type, event.element, event.round) for event in company.history(folio)[-5:]]
    assert found == [
        ("instance_migrated", None, None),
        ("user_task_moved", "a", 1),
        ("timer_moved", "on_time", 1),
        ("timer_withdrawn", "beside", 1),
        ("timer_set", "beside", 2),
    ]
    assert_in_order(company, folio)
    assert fire(company, START.replace(hour=23)) == 1
    assert [task.item.visit.element for task in company.tasks(folio)] == ["a", "c"]
    assert_in_order(company, folio)


def test_all_that_go_by_themselves_go_in_one_act_and_the_rest_stay(company: Company) -> None:
    first, second, third = begun(company, OLD), company.start("p", "comercial"), company.start("p", "comercial")
    company.do(second, "a")
    company.do(third, "a")
    company.do(third, "b")
    publish(company, procedure("start > b > end"))
    found = {folio: each.plan.verdict for folio, each in previews(company).items()}
    assert found == {first: Verdict.DECISION, second: Verdict.MOVES}
    assert [(each.folio, each.error) for each in migrate_all(company)] == [(second, None)]
    assert migrate_all(company) == []
    assert list(previews(company)) == [first]
    assert_in_order(company, second)


def test_one_whose_history_does_not_verify_cannot_be_moved_and_holds_no_other_back(company: Company) -> None:
    first, second = begun(company, OLD), company.start("p", "comercial")
    publish(company, procedure("start > a > b > c > end"))
    tampered(company, first)
    found = {
        folio: (each.plan.verdict, [why.reason for why in each.plan.why]) for folio, each in previews(company).items()
    }
    assert found == {first: (Verdict.IMPOSSIBLE, [Reason.UNREADABLE]), second: (Verdict.MOVES, [])}
    assert [(each.folio, each.error) for each in migrate_all(company)] == [(second, None)]
    with pytest.raises(EngineError):
        migrate(company, first)


def test_a_step_that_has_another_id_now_is_told_with_the_one_that_it_seems_to_be(company: Company) -> None:
    named = {"a": 'userTask name="Pedir"', "b": 'userTask name="Revisar"'}
    folio = begun(company, procedure("start > a > b > end", named))
    publish(company, procedure("start > other > b > end", {"other": 'userTask name="Pedir"', "b": named["b"]}))
    (why,) = previews(company)[folio].plan.why
    assert (why.reason, why.element, why.likely) == (Reason.STEP_GONE, "a", "other")
    publish(company, procedure("start > c > d > e > b > end", {"b": named["b"]}))
    (why,) = previews(company)[folio].plan.why
    assert (why.reason, why.likely) == (Reason.STEP_GONE, None)


def test_what_is_left_when_another_version_comes_into_force_in_the_middle_is_not_moved_to_that(
    company: Company,
) -> None:
    first, second = begun(company, OLD), company.start("p", "comercial")
    publish(company, procedure("start > a > b > c > end"))
    given = company.database, company.runtime, "p", REASON
    moving = commands.migrate_all(*given, actor="control_documentos", clock=company.clock)
    assert next(moving) == commands.Outcome(first)
    publish(company, procedure("start > a > b > d > end"))
    (left,) = moving
    assert (left.folio, type(left.error)) == (second, NotInForce)
    assert [each.type for each in company.history(second)][-1] == "user_task_enabled"


def test_a_move_is_refused_with_what_is_wrong(company: Company) -> None:
    folio = begun(company, OLD)
    with pytest.raises(AlreadyThere):
        migrate(company, folio)
    publish(company, procedure("start > a > b > c > end"))
    with pytest.raises(NotAllowed):
        migrate(company, folio, actor="comercial")
    with pytest.raises(NotFound):
        migrate(company, folio, actor="cliente")
    with pytest.raises(MoveReasonRequired):
        migrate(company, folio, reason=" ")
    with pytest.raises(NotInForce):
        migrate(company, folio, number=1)
    with pytest.raises(DecidedNothing):
        migrate(company, folio, {"b": "c"})
    with pytest.raises(DecidedNothing):
        migrate(company, folio, waived=("c",))
    migrate(company, folio, number=2, actor="administrador")
    for element in "abc":
        company.do(folio, element)
    with pytest.raises(InstanceEnded):
        migrate(company, folio)


def test_a_clients_link_goes_along_and_answers_the_step_of_the_new_version(company: Company) -> None:
    folio = sent(company)
    token = token_of(company, folio)
    publish(company, changed('name="Revisar propuesta técnica', 'name="Estudiar propuesta técnica'))
    migrate(company, folio)
    assert token_of(company, folio) == token
    assert_in_order(company, folio)
    answer(company, token, NO)
    assert_in_order(company, folio)


def test_who_completes_at_the_same_moment_comes_before_or_after_the_move(company: Company) -> None:
    folio = begun(company, OLD)
    item = company.task(folio, "a").item
    publish(company, procedure("start > a > new > b > end"))
    with ThreadPoolExecutor(2) as both:
        moving = both.submit(migrate, company, folio)
        doing = both.submit(company.complete, item.id, actor="comercial")
        assert moving.result() and doing.result()
    where = [task.item.visit.element for task in company.tasks(folio)]
    types = [event.type for event in company.history(folio)]
    moved_first = types.index("instance_migrated") < types.index("user_task_completed")
    assert where == (["new"] if moved_first else ["b"])
    assert_in_order(company, folio)
