"""Programs that follow what happens."""

import json

import pytest

from engine.identity.tokens import Scope
from tests.engine.webhooks.hooks import follow, two_steps
from tests.receiver import receiving

pytestmark = pytest.mark.both_databases


def told(found):
    return [(each["folio"], each["seq"]) for each in found["items"]]


def history(company, *folios):
    return [(folio, event.seq) for folio in folios for event in company.history(folio)]


def test_everything_comes_once_and_in_order_page_by_page(program, company):
    folios = [two_steps(company) for _ in range(2)]
    auditor = program("auditor")
    found, after = [], 0
    while True:
        page = auditor.get(f"/events?after={after}&limit=3")
        assert auditor.status == 200 and len(page["items"]) <= 3
        found += told(page)
        assert page["after"] >= after
        after = page["after"]
        assert ("Link" in auditor.response.headers) == page["more"]
        if not page["more"]:
            break
    assert found == history(company, *folios)
    assert auditor.get(f"/events?after={after}") == {"items": [], "after": after, "more": False}
    later = company.start()
    assert {folio for folio, _ in told(auditor.get(f"/events?after={after}"))} == {later}


def test_one_sees_what_happens_to_what_one_sees(program, company):
    first, second = two_steps(company), company.start("alianzas_estrategicas", "alianzas")
    seen = set()
    for person in ("comercial", "director_comercial", "alianzas", "preventa", "soc_noc", "administrador", "auditor"):
        theirs = program(person)
        mine = {each["folio"] for each in theirs.get("/instances")["items"]}
        page = theirs.get("/events?limit=200")
        assert told(page) == history(company, *(folio for folio in (first, second) if folio in mine))
        assert page["after"] > 0  # whoever sees none of it goes on all the same
        seen.add(frozenset(mine))
    assert seen >= {frozenset(), frozenset({first}), frozenset({first, second})}


def test_only_what_was_asked_for_comes(program, company):
    two_steps(company)
    other = company.start("alianzas_estrategicas", "alianzas")
    auditor = program("auditor")
    some = auditor.get("/events?type=instance_started,user_task_completed&limit=200")["items"]
    assert {each["type"] for each in some} == {"instance_started", "user_task_completed"}
    assert {each["folio"] for each in auditor.get("/events?process=alianzas_estrategicas")["items"]} == {other}
    assert auditor.get("/events?type=algo")["items"] == []


def test_a_position_that_no_event_has_yet_is_of_another_database(program, company):
    company.start()
    auditor = program("auditor")
    last = auditor.get("/events?limit=200")["after"]
    refused = auditor.get(f"/events?after={last + 1}")
    assert (auditor.status, refused["code"]) == (409, "events_gone")


@pytest.mark.parametrize("given", ["after=-1", "after=x", "limit=0", "limit=201", "type=", "otro=1", f"after={2**60}"])
def test_what_cannot_be_asked_is_refused(program, given):
    auditor = program("auditor")
    auditor.get(f"/events?{given}")
    assert auditor.status == 422


def test_it_takes_the_scope_to_read(program):
    theirs = program("auditor", Scope.WORK)
    theirs.get("/events")
    assert theirs.status == 403


def test_webhooks_are_told_the_very_same(program, company):
    with receiving() as to:
        found = follow(company, to)
        two_steps(company)
        found.go_on()
        by_webhook = [each.told["data"] for each in to.posted]
    page = program("auditor").get("/events?type=instance_started,user_task_completed&limit=200")
    for each in by_webhook:
        assert each.pop("url")  # nobody told the site of the test where it is
    assert by_webhook == page["items"]


def test_no_value_comes_with_it(program, company):
    folio = company.start()
    company.do(folio, "prospeccion", {"cliente": "Universidad del Centro"})
    page = json.dumps(program("auditor").get("/events?limit=200"))
    assert "Universidad" not in page
