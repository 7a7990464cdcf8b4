"""Substitutions by the API: set, listed and ended by whom they concern."""

AWAY = {"person": "comercial", "substitute": "preventa", "from": "2026-10-05", "until": "2026-10-09"}


def test_a_substitution_is_set_listed_and_ended(program):
    theirs = program("comercial")
    made = theirs.post("/substitutions", AWAY)
    assert theirs.status == 201 and {**made, **AWAY} == made and made["ended_at"] is None
    assert program("preventa").get("/substitutions")["items"] == [made]
    assert program("soc_noc").get("/substitutions")["items"] == []
    ended = theirs.ask("DELETE", f"/substitutions/{made['number']}")
    assert ended["number"] == made["number"] and ended["ended_at"]
    assert theirs.get("/substitutions")["items"] == []


def test_what_cannot_be_is_refused_and_nothing_is_kept(program):
    theirs = program("comercial")
    assert theirs.post("/substitutions", {**AWAY, "until": "2026-10-01"})["code"] == "bad_days"
    assert theirs.post("/substitutions", {**AWAY, "substitute": "nadie"})["code"] == "not_found"
    another = {**AWAY, "person": "preventa", "substitute": "comercial"}
    assert theirs.post("/substitutions", another)["code"] == "not_allowed"
    assert theirs.get("/substitutions")["items"] == []
