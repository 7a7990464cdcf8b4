"""An open page is told that something of what its reader sees has changed, and never what."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from engine.identity.queries import person
from engine.identity.sessions import IDLE
from engine.instances.reading import reader_of
from tests.support import Company
from tests.watching import watched
from tests.web.conftest import Visitor
from web.live.watch import Listener, Watch

Visit = Callable[[str], Visitor]


def asked(visitor: Visitor, **query: object) -> dict[str, object]:
    answer = visitor.client.get("/novedades", query_string=query)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    found: dict[str, object] = answer.get_json()
    return found


def test_who_asks_is_told_whether_something_of_what_they_see_has_changed(company: Company, visit: Visit) -> None:
    comercial, alianzas = visit("comercial"), visit("alianzas")
    looked_at = company.start()
    place = asked(comercial)["place"]
    assert asked(comercial, desde=place) == {"place": place, "changed": False}
    other = company.start()
    assert asked(comercial, desde=place)["changed"] is True
    assert asked(comercial, desde=place, de=other)["changed"] is True
    assert asked(comercial, desde=place, de=looked_at)["changed"] is False
    assert asked(alianzas, desde=place, de=other)["changed"] is False
    assert asked(alianzas, desde=place).keys() == {"place", "changed"}


def test_a_place_that_is_none_counts_as_unknown(company: Company, visit: Visit) -> None:
    company.start()
    comercial = visit("comercial")
    place = asked(comercial)["place"]
    for wrong in ("", "x", "-1", "9" * 30, "1", "1.-5"):
        assert asked(comercial, desde=wrong) == {"place": place, "changed": False}


def test_without_a_server_that_goes_on_with_answers_a_stream_is_answered_at_once(
    company: Company, visit: Visit
) -> None:
    assert asked(visit("comercial"), sigue="1")["changed"] is False


def test_a_page_that_only_asks_for_itself_again_keeps_no_session_alive(
    company: Company, app: Flask, visit: Visit
) -> None:
    left, used = visit("comercial"), visit("comercial")
    for _ in range(3):
        company.clock.now += IDLE / 2 + timedelta(minutes=1)
        used.get("/bandeja")
        left.get("/bandeja", headers={"Cauce-Live": "1"})
    assert used.path == "/bandeja"
    assert left.path == "/"


class Page:
    """What an open page was told."""

    def __init__(self, company: Company, who: str, folio: str | None = None, after: int | None = None) -> None:
        with company.database.reading() as connection:
            reader = reader_of(connection, company.runtime, person(connection, who))
        self.told: list[bool] = []
        self.listener = Listener(reader, folio, lambda _, changed: self.told.append(changed), after)


def test_open_pages_are_told_once_where_they_are_and_then_what_concerns_them(company: Company) -> None:
    first, watch = company.start(), Watch(company.database)
    pages = [Page(company, "comercial"), Page(company, "comercial", first), Page(company, "alianzas")]

    def look() -> list[list[bool]]:
        watch.look([each.listener for each in pages])
        return [each.told for each in pages]

    assert look() == look() == [[False], [False], [False]]
    company.start()
    assert look() == look() == [[False, True], [False], [False]]
    company.do(first, "prospeccion")
    assert look() == [[False, True, True], [False, True], [False]]


def test_what_happened_between_the_page_and_its_listening_is_told(company: Company) -> None:
    watch = Watch(company.database)
    watch.look([Page(company, "comercial").listener])
    page = Page(company, "comercial", after=watch.place)
    company.start()
    watch.look([Page(company, "comercial").listener])
    watch.look([page.listener])
    assert page.told == [True]


def test_looking_costs_one_statement_where_nothing_happened_however_many_pages_are_open(company: Company) -> None:
    watch = Watch(company.database)
    pages = [Page(company, "comercial").listener for _ in range(50)]
    watch.look(pages)
    with watched(company.database) as sent:
        watch.look(pages)
    assert len([sql for sql, _ in sent if not sql.startswith("BEGIN")]) == 1
