"""What a draft does to instances is kept with it: asked for, worked out in shares, stopped, resumed, outdated."""

from collections.abc import Iterator
from typing import Any

import pytest

from engine.definitions import control, drafts
from engine.definitions.drafts import Draft
from engine.definitions.impacts import ImpactRequired, ImpactUnderWay
from engine.definitions.statuses import OPEN
from engine.errors import EngineError
from engine.impact import keeping, kept
from engine.impact.effects import Verdict
from engine.impact.kept import Standing
from engine.impact.trial import Trial, Tried
from engine.instances.reading import EVERYTHING
from engine.jobs.catalogue import try_drafts
from engine.settings import Settings
from tests.engine.definitions.publishing import APPROVER, AUTHOR, REVIEWER
from tests.engine.impact.test_past import WAYS, again, ended, source
from tests.support import Company

pytestmark = pytest.mark.both_databases

DRAFT = source(WAYS.replace(">100", ">1000"))


@pytest.fixture(autouse=True)
def small_shares(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(keeping, "SHARE", 2)
    yield


@pytest.fixture
def three(company: Company) -> Company:
    """Three instances that ended and one under way, and a draft that would have sent two of them another way."""
    ended(company, source(), a={"monto": 500})
    again(company, a={"monto": 500})
    again(company, a={"monto": 5000})
    company.start("p", "comercial")
    with company.database.transaction() as connection:
        drafts.start_draft(connection, "p", actor=AUTHOR, at=company.clock())
    save(company)
    return company


def save(company: Company, given: object = DRAFT) -> None:
    with company.database.transaction() as connection:
        content = {"diagram": given.diagram, "forms": dict(given.forms)}  # type: ignore[attr-defined]
        drafts.save_draft(connection, "p", **content, actor=AUTHOR, at=company.clock())


def draft(company: Company) -> Draft:
    with company.database.reading() as connection:
        return drafts.required(connection, "p", *OPEN)


def ask(company: Company) -> None:
    with company.database.transaction() as connection:
        keeping.ask(connection, "p", actor=AUTHOR, at=company.clock())


def work(company: Company) -> int:
    return try_drafts(company.database, company.runtime, Settings(), company.clock)


def standing(company: Company) -> Standing:
    with company.database.reading() as connection:
        found = kept.standing(connection, drafts.required(connection, "p", *OPEN))
    assert found is not None
    return found


def submit(company: Company) -> Draft:
    with company.database.transaction() as connection:
        return control.submit(connection, "p", "Sube el monto.", actor=AUTHOR, at=company.clock())


def refused(company: Company) -> type[EngineError]:
    with pytest.raises(EngineError) as error:
        submit(company)
    return type(error.value)


def test_it_is_worked_out_share_by_share_and_goes_on_from_what_is_there(three: Company) -> None:
    ask(three)
    assert (standing(three).done, standing(three).total, standing(three).impact.status) == (0, 4, "running")
    assert work(three) == 2  # the clock of the tests has passed the few seconds by then
    assert (standing(three).done, standing(three).impact.status) == (2, "running")
    assert work(three) == 2
    work(three)
    found = standing(three)
    assert (found.done, found.impact.status, found.current, found.changed) == (4, "finished", True, 0)
    assert found.counts == {**dict.fromkeys(Verdict, 0), Verdict.SAME: 1, Verdict.DIFFERS: 2, Verdict.MOVES: 1}
    assert found.impact.heads is not None


def test_it_can_be_stopped_and_resumed(three: Company) -> None:
    ask(three)
    work(three)
    with three.database.transaction() as connection:
        keeping.stop(connection, "p")
    assert (work(three), standing(three).impact.status, standing(three).done) == (0, "stopped", 2)
    ask(three)
    assert work(three) == 2


def finished(company: Company) -> None:
    ask(company)
    while standing(company).impact.status == "running":
        work(company)


def test_what_instances_did_meanwhile_is_said_and_tried_again_alone(three: Company) -> None:
    finished(three)
    live = three.tasks()[0]
    three.complete(live.item.id, {"monto": 500}, actor=live.candidates[0])
    three.start("p", "comercial")
    assert (standing(three).changed, standing(three).current) == (2, True)
    ask(three)
    assert work(three) == 2
    work(three)
    assert (standing(three).changed, standing(three).total) == (0, 5)


def test_a_draft_that_says_something_else_makes_it_outdated_and_begins_anew(three: Company) -> None:
    finished(three)
    save(three, source(WAYS.replace("> b >", "> b > new >")))
    assert not standing(three).current
    assert refused(three) is ImpactRequired
    finished(three)
    assert standing(three).counts[Verdict.DIFFERS] == 3


def test_a_draft_saved_while_it_is_tried_is_not_gone_on_with(three: Company) -> None:
    ask(three)
    work(three)
    save(three, source(WAYS.replace("> b >", "> b > new >")))
    assert (work(three), standing(three).impact.status) == (0, "stopped")


def test_a_draft_is_not_reviewed_before_it_was_tried_as_it_is(three: Company) -> None:
    assert refused(three) is ImpactRequired
    ask(three)
    assert refused(three) is ImpactUnderWay
    finished(three)
    assert submit(three).status == "review"


def test_it_stays_with_the_version_that_the_draft_becomes(three: Company) -> None:
    finished(three)
    it = submit(three)
    with three.database.transaction() as connection:
        control.review(connection, "p", actor=REVIEWER, at=three.clock())
        control.approve(connection, "p", actor=APPROVER, at=three.clock())
        assert len(kept.effects(connection, EVERYTHING, it.id)) == 4


def test_effects_are_found_the_gravest_first_by_verdict_and_status_and_where_they_hit(three: Company) -> None:
    finished(three)
    with three.database.reading() as connection:
        id_ = drafts.required(connection, "p", *OPEN).id
        everything = kept.effects(connection, EVERYTHING, id_)
        assert [(each.status, str(each.effect.verdict)) for each in everything] == [
            ("completed", "differs"),
            ("completed", "differs"),
            ("running", "moves"),
            ("completed", "same"),
        ]
        assert len(kept.effects(connection, EVERYTHING, id_, verdicts=["differs"], limit=1)) == 1
        assert len(kept.effects(connection, EVERYTHING, id_, statuses=["running"])) == 1
        assert kept.count(connection, EVERYTHING, id_, verdicts=["differs"], statuses=["completed"]) == 2
        assert kept.hits(connection, id_) == {("p", "choice"): {Verdict.DIFFERS: 2}, ("p", "a"): {Verdict.MOVES: 1}}


def test_a_procedure_without_instances_is_submitted_at_once(company: Company) -> None:
    from tests.engine.definitions.publishing import publish

    publish(company, source())
    with company.database.transaction() as connection:
        drafts.start_draft(connection, "p", actor=AUTHOR, at=company.clock())
    save(company)
    assert submit(company).status == "review"


def test_what_was_tried_of_a_draft_that_was_saved_meanwhile_does_not_count_for_what_it_says_now(
    three: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Another save, and the question again, between trying a share and keeping it.
    ask(three)
    tried = Trial.tried

    def meanwhile(self: Trial, *args: Any) -> list[Tried]:
        monkeypatch.setattr(Trial, "tried", tried)
        found = self.tried(*args)
        save(three, source(WAYS))
        ask(three)
        return found

    monkeypatch.setattr(Trial, "tried", meanwhile)
    while standing(three).impact.status == "running":
        work(three)
    found = standing(three)
    assert (found.done, found.current) == (4, True)
    assert found.counts == {**dict.fromkeys(Verdict, 0), Verdict.SAME: 4}
