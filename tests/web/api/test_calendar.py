"""The office's calendar by the API: read by everybody, decided by administrators."""

import pytest


def test_the_days_of_a_year_are_listed_in_the_callers_language(program):
    theirs = program("preventa")
    days = {each["day"]: each for each in theirs.get("/calendar?year=2026")["items"]}
    assert days["2026-01-01"]["works"] is False and days["2026-01-01"]["decided_by"] is None
    english = {each["day"]: each for each in theirs.get("/calendar", headers={"Accept-Language": "en"})["items"]}
    assert english.keys() == days.keys() and english["2026-01-01"]["name"] != days["2026-01-01"]["name"]
    assert theirs.get("/calendar?year=1900")["errors"][0]["field"] == "year"


def test_a_decision_counts_until_it_is_taken_back(program):
    theirs = program("administrador")
    decided = theirs.ask("PUT", "/calendar/2026-12-24", {"works": False, "name": "Nochebuena"})
    assert (decided["works"], decided["name"], decided["decided_by"]) == (False, "Nochebuena", "administrador")
    assert decided in theirs.get("/calendar?year=2026")["items"]
    assert theirs.ask("DELETE", "/calendar/2026-12-24") == {"day": "2026-12-24"}
    assert theirs.ask("DELETE", "/calendar/2026-12-24")["code"] == "not_found" and theirs.status == 404


@pytest.mark.parametrize("day", ["2026-02-30", "2026-W01-1", "20261224", "1999-12-31", "mañana"])
def test_what_is_no_day_is_refused(program, day):
    theirs = program("administrador")
    assert theirs.ask("PUT", f"/calendar/{day}", {"works": True, "name": "X"})["code"] == "bad_day"
    assert theirs.ask("DELETE", f"/calendar/{day}")["code"] == "bad_day" and theirs.status == 422


def test_nobody_else_decides(program):
    theirs = program("comercial")
    assert theirs.ask("PUT", "/calendar/2026-12-24", {"works": True, "name": "X"})["code"] == "not_allowed"
