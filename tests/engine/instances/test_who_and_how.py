"""What an event says of its doing: by which role, by which way, and when, whatever the clock says."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from engine.history.channels import JOB, LINK, terminal
from engine.history.event_types import REGISTRY, Origin
from engine.instances import client_links, commands
from engine.instances.timers import fire_due
from engine.verification.instance_verifier import verify
from tests.engine.client_access.proposal import YES, offered, sent
from tests.engine.instances.test_timers import started, timed
from tests.support import Company

HOUR = timedelta(hours=1)
TIMER = timed("start > a > end\nonce > b > end", {"once": ("timeDuration", "PT1H")})

pytestmark = pytest.mark.both_databases


def test_a_step_says_the_role_of_who_did_it_and_what_follows_by_itself_says_none(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    assert told(company, folio) == [
        ("instance_started", "comercial", "comercial", "site"),
        ("user_task_enabled", None, None, "site"),
        ("user_task_completed", "director_comercial", "director_comercial", "site"),
        ("user_task_enabled", None, None, "site"),
    ]
    proven(company, folio)


def test_an_administrator_acts_as_one_where_no_role_of_the_step_lets_them(company: Company) -> None:
    folio = company.start()
    task = company.task(folio, "prospeccion")
    company.command("assign", task.item.id, "director_comercial", actor="administrador")
    company.command("cancel", folio, "duplicada", actor="comercial")
    roles = {each.type: each.role for each in company.history(folio) if each.actor is not None}
    assert roles["user_task_assigned"] == "administrador"
    assert roles["instance_cancelled"] == "comercial"
    proven(company, folio)


def test_what_is_done_at_a_terminal_says_whose_by_the_operating_system(company: Company) -> None:
    folio = company.start()
    company.database = company.database.by(terminal("ana"))
    company.do(folio, "prospeccion")
    assert [each[3] for each in told(company, folio)] == ["site", "site", "terminal:ana", "terminal:ana"]
    proven(company, folio)


def test_a_client_acts_in_the_role_of_their_link(company: Company) -> None:
    folio = sent(company)
    (offer,) = offered(company, folio)
    assert offer.link is not None
    with company.database.by(LINK).transaction() as connection:
        client_links.answer(connection, company.runtime, offer.link, YES, at=company.clock())
    by_link = [each for each in told(company, folio) if each[3] == "link" and each[1] is not None]
    assert [(type_, role) for type_, _, role, _ in by_link] == [
        ("client_link_answered", "cliente"),
        ("user_task_completed", "cliente"),
    ]
    proven(company, folio)


def test_a_timer_is_nobodys_and_comes_by_a_job(company: Company) -> None:
    folio = started(company, TIMER)
    assert fire_due(company.database.by(JOB), company.runtime, company.clock.now + 2 * HOUR) == 1
    fired = next(each for each in told(company, folio) if each[0] == "timer_fired")
    assert fired == ("timer_fired", None, None, "job")
    proven(company, folio)


def test_what_came_by_no_way_that_is_known_is_not_recorded(company: Company) -> None:
    folio = company.start()
    company.database.channel = None
    with pytest.raises(LookupError):
        company.do(folio, "prospeccion")
    assert len(company.history(folio)) == 2


def test_a_clock_that_was_set_back_keeps_nobody_from_their_work_and_is_on_record(company: Company) -> None:
    folio = company.start()
    begun = company.history(folio)[-1].at
    company.clock.now -= 3 * HOUR
    company.do(folio, "prospeccion")
    company.clock.now += 5 * HOUR
    company.do(folio, "validacion")
    assert [(each.at, each.clock) for each in company.history(folio)[2:]] == [
        (begun, "2026-03-02T12:02:00.000000Z"),
        (begun, "2026-03-02T12:02:00.000000Z"),
        *[("2026-03-02T17:03:00.000000Z", None)] * (len(company.history(folio)) - 4),
    ]
    proven(company, folio)


def test_a_term_counts_from_the_time_that_was_recorded(company: Company) -> None:
    folio = started(company, timed("start > a > wait > end", {"wait": ("timeDuration", "PT1H")}))
    begun = datetime.fromisoformat(company.history(folio)[-1].at)
    company.clock.now -= 3 * HOUR
    company.do(folio, "a")
    due = next(each.payload["due_at"] for each in company.history(folio) if each.type == "timer_set")
    assert datetime.fromisoformat(str(due)) == begun + HOUR
    proven(company, folio)


def test_a_link_ends_by_the_time_that_was_recorded(company: Company) -> None:
    """Else an answer would stand in history after the last moment of its link."""
    folio = sent(company)
    (offer,) = offered(company, folio)
    link = offer.link
    assert link is not None
    now = company.clock.now
    with company.database.transaction() as connection:
        commands.claim(connection, company.runtime, offer.item.id, actor="cliente", at=link.expires_at)
    with pytest.raises(client_links.LinkClosed), company.database.by(LINK).transaction() as connection:
        client_links.answer(connection, company.runtime, link, YES, at=now)
    proven(company, folio)


def test_only_what_somebody_caused_has_a_role(company: Company) -> None:
    folio = sent(company)
    for event in company.history(folio):
        if REGISTRY[event.type].origins <= {Origin.FLOW, Origin.JOB}:
            assert (event.actor, event.role) == (None, None)
        else:
            assert (event.actor is None) == (event.role is None)


def told(company: Company, folio: str) -> Sequence[tuple[str, str | None, str | None, str]]:
    return [(each.type, each.actor, each.role, each.channel) for each in company.history(folio)]


def proven(company: Company, folio: str) -> None:
    with company.database.reading() as connection:
        assert verify(connection, company.runtime, folio).problems == ()
