"""Who heads a role: those who were named, and where nobody who is here was, those who hold it."""

from datetime import timedelta

import pytest

from engine.errors import NotAllowed, NotFound
from engine.history import ledger
from engine.identity import commands
from engine.identity.heads import headed_by, heads_of, named_heads, set_heads
from engine.identity.past import PeoplePast
from engine.identity.record import HEADS_SET, PEOPLE
from engine.verification.ledger_checks import ledger_checks
from tests.support import START, Company

pytestmark = pytest.mark.both_databases

LATER = START + timedelta(hours=1)
BY = {"actor": "administrador", "at": LATER}


def test_a_lane_of_which_nobody_was_named_heads_itself(company: Company) -> None:
    with company.database.transaction() as connection:
        for role in ("comercial", "preventa"):  # the demonstration named somebody
            set_heads(connection, role, [], actor="administrador", at=START)
        assert heads_of(connection, ["comercial", "preventa"]) == ("comercial", "preventa")
        assert headed_by(connection, "preventa") == {"preventa"}
        assert heads_of(connection, []) == heads_of(connection, ["fantasma"]) == ()
        assert headed_by(connection, "fantasma") == frozenset()


def test_who_is_named_heads_it_and_its_holders_do_not(company: Company) -> None:
    with company.database.transaction() as connection:
        set_heads(connection, "preventa", ["director_comercial", "alianzas"], **BY)
        assert named_heads(connection)["preventa"] == ("alianzas", "director_comercial")
        assert heads_of(connection, ["preventa", "alianzas"]) == ("alianzas", "director_comercial")
        assert headed_by(connection, "preventa") == frozenset()
        assert headed_by(connection, "director_comercial") >= {"preventa", "director_comercial"}


def test_a_lane_whose_heads_have_left_heads_itself_until_they_come_back(company: Company) -> None:
    with company.database.transaction() as connection:
        set_heads(connection, "preventa", ["alianzas"], **BY)
        commands.deactivate(connection, "alianzas", **BY)
        assert (heads_of(connection, ["preventa"]), headed_by(connection, "alianzas")) == (("preventa",), frozenset())
        assert headed_by(connection, "preventa") == {"preventa"}
        commands.reactivate(connection, "alianzas", **BY)
        assert (heads_of(connection, ["preventa"]), headed_by(connection, "preventa")) == (("alianzas",), frozenset())


def test_only_an_administrator_names_heads_and_only_who_is_here(company: Company) -> None:
    with company.database.transaction() as connection:
        commands.deactivate(connection, "alianzas", **BY)
        with pytest.raises(NotAllowed):
            set_heads(connection, "preventa", ["comercial"], actor="director_comercial", at=LATER)
        with pytest.raises(NotFound):
            set_heads(connection, "fantasma", ["comercial"], **BY)
        for absent in ("fantasma", "alianzas"):
            with pytest.raises(NotFound):
                set_heads(connection, "preventa", [absent], **BY)


def test_who_was_named_is_on_record_once_and_the_table_is_held_against_it(company: Company) -> None:
    with company.database.transaction() as connection:
        before = named_heads(connection).get("preventa", ())
        for _ in range(2):
            set_heads(connection, "preventa", ["comercial", "comercial"], **BY)
        set_heads(connection, "preventa", [], **BY)
        set_heads(connection, "alianzas", ["comercial"], **BY)
        entries = [each for each in ledger.read(connection, PEOPLE, types=[HEADS_SET]) if each.at >= "2026-03-02T16"]
        said = [(each.subject, each.says["people"], each.actor) for each in entries]
        assert [each for each in said if each[1] != list(before)] == [
            ("preventa", ["comercial"], "administrador"),
            ("preventa", [], "administrador"),
            ("alianzas", ["comercial"], "administrador"),
        ]
        assert [check.problems for check in ledger_checks(connection, [PEOPLE])] == [()]


def test_the_past_says_who_headed_what(company: Company) -> None:
    def headed(person: str, hours: float) -> bool:
        return past.headed(person, START + timedelta(hours=hours), "alianzas")

    with company.database.transaction() as connection:
        for hours, named in ((1, ["comercial"]), (3, ["preventa"])):
            set_heads(connection, "alianzas", named, actor="administrador", at=START + timedelta(hours=hours))
        gone = START + timedelta(hours=5)
        commands.deactivate(connection, "preventa", actor="administrador", at=gone)
        past = PeoplePast(ledger.read(connection, PEOPLE))
    assert [headed("alianzas", at) for at in (0, 2, 4, 6)] == [True, False, False, True]
    assert [headed("comercial", at) for at in (0, 2, 4, 6)] == [False, True, False, False]
    assert [headed("preventa", at) for at in (0, 2, 4, 6)] == [False, False, True, False]
    assert headed("comercial", 3.01), "whoever loses it at that moment may have been first"
