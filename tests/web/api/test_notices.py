"""Notices by the API: what the caller was told, and when they want an e-mail of it."""

import pytest

from engine.identity.tokens import Scope
from engine.telling.commands import tell
from engine.telling.kinds import NoticeKind

pytestmark = pytest.mark.both_databases


def _told(company, *people: str) -> str:
    folio = company.start()
    with company.database.transaction() as connection:
        for number in range(3):
            key = f"won.{folio}.{number}"
            tell(connection, NoticeKind.WON, people, key=key, folio=folio, actor=None, at=company.clock())
    return folio


def test_notices_are_listed_the_newest_first_and_paged(program, company):
    folio = _told(company, "comercial")
    theirs = program("comercial")
    first = theirs.get("/notices?limit=2")
    rest = theirs.get(f"/notices?limit=2&after={first['next']}")
    found = [*first["items"], *rest["items"]]
    assert [each["folio"] for each in found] == [folio] * 3 and rest["next"] is None
    assert all(each["kind"] == "won" and each["text"] and each["read_at"] is None for each in found)
    assert [each["number"] for each in found] == sorted((each["number"] for each in found), reverse=True)
    assert program("preventa").get("/notices")["items"] == []


def test_what_was_read_is_not_new_any_more(program, company):
    _told(company, "comercial")
    theirs = program("comercial")
    newest = theirs.get("/notices?new=true")["items"][0]["number"]
    assert theirs.post("/notices/read", {"number": newest}) == {"read": 3}
    assert theirs.get("/notices?new=true")["items"] == [] and len(theirs.get("/notices")["items"]) == 3


def test_people_say_when_they_want_an_email(program):
    theirs = program("comercial")
    assert set(theirs.get("/notices/channels")["channels"].values()) == {"at_once"}
    said = theirs.ask("PUT", "/notices/channels", {"channels": {"won": "digest"}})["channels"]
    assert (said["won"], said["lost"]) == ("digest", "at_once")
    assert theirs.ask("PUT", "/notices/channels", {"channels": {"nada": "digest"}})["code"] == "invalid"
    assert theirs.get("/notices/channels")["channels"] == said
    assert (
        program("comercial", Scope.READ).ask("PUT", "/notices/channels", {"channels": {}})["code"] == "scope_required"
    )
