"""What a draft does to instances under way."""

import pytest

from engine.impact.effects import Cause
from tests.engine.impact.test_past import WAYS, one, source
from tests.engine.impact.trying import effects, told
from tests.engine.migration.moving import begun, migrate, procedure, publish
from tests.support import Company


@pytest.fixture
def at_b(company: Company) -> str:
    """An instance that waits at `b`."""
    folio = begun(company, source())
    company.do(folio, "a", {"monto": 500})
    return folio


def test_what_only_says_it_otherwise_is_the_same(company: Company, at_b: str) -> None:
    assert one(company, source(b='userTask name="Otro nombre"')) == ("same", None, None)


def test_a_step_ahead_moves_by_itself_to_where_it_waits(company: Company, at_b: str) -> None:
    assert one(company, source(WAYS.replace("> b >", "> b > new >"))) == ("moves", "changed_ahead", None, "b")


def test_what_is_drawn_otherwise_where_it_cannot_come_any_more_is_the_same(company: Company, at_b: str) -> None:
    assert one(company, source(WAYS.replace("> c >", "> c > new >"))) == ("same", None, None)


def test_a_step_that_lies_behind_moves_by_itself_without_it(company: Company, at_b: str) -> None:
    assert one(company, source("start > new > a" + WAYS[9:])) == ("moves", "new_step", "new", "b")


def test_a_gateway_behind_that_would_have_decided_otherwise_is_said(company: Company, at_b: str) -> None:
    (found,) = effects(company, source(WAYS.replace(">100", ">1000"))).values()
    assert told(found) == ("moves", "other_way", "choice", "b")
    assert found.flows == ("choice_c",)


def test_a_step_that_is_gone_under_it_is_a_decision(company: Company, at_b: str) -> None:
    assert one(company, source(WAYS.replace("> b >", "> new >"))) == ("decision", "step_gone", "b")


def test_an_answer_that_is_needed_ahead_is_a_decision(company: Company, at_b: str) -> None:
    draft = "start > ask > a > choice [monto>100] > b > choice2 [margen>1] > end\nchoice2 [else] > end3\n"
    forms = {"a": ("monto",), "ask": ("margen",)}
    found = one(company, source(draft + "choice [else] > c > end2", forms, required=True))
    assert found == ("decision", "answer_missing", "ask")


def test_a_branch_that_never_began_is_impossible(company: Company) -> None:
    begun(company, procedure("start > a > b > end"))
    assert one(company, source("start > fork > a > join\nfork > c > join > b > end", {})) == (
        "impossible",
        "cannot_finish",
        "join",
    )


def test_what_was_moved_on_the_way_is_tried_from_the_version_it_runs_on(company: Company, at_b: str) -> None:
    publish(company, source(WAYS.replace("> b >", "> b > new >")))
    migrate(company, at_b)
    assert one(company, source(WAYS.replace("> b >", "> b > new >"))) == ("same", None, None)
    assert one(company, source(WAYS)) == ("moves", "changed_ahead", None, "b")
    company.drive(at_b, {})
    assert one(company, source(WAYS.replace("> b >", "> b > new >"))) == ("same", None, None)
    assert one(company, source(WAYS)) == ("differs", "not_reached", "new")


def test_a_history_that_cannot_be_read_is_said_and_holds_no_other_back(company: Company, at_b: str) -> None:
    from engine.impact.population import candidates, read_share
    from engine.impact.trial import Proposal, Trial
    from tests.support import START

    other = company.start("p", "comercial")
    given = source()
    with company.database.reading() as connection:
        share = read_share(connection, candidates(connection, "p", START))
        first = share.candidates[0].id
        share.histories[first] = share.histories[first][1:]
        tried = Trial(Proposal("p", given.diagram, given.forms)).tried(connection, share)
    assert [each.instance.folio for each in tried] == [at_b, other]
    assert [each.effect.cause for each in tried] == [Cause.UNREADABLE, None]
