"""Finding instances by folio, client and activity, a page at a time, and the projection behind it."""

import pytest
from sqlalchemy import Connection, event, select

from engine.instances import commands, search
from engine.instances.models import overviews, search_words
from tests.support import Company

SERVICE = {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}


def lead(company: Company, client: str, title: str = "Monitoreo de seguridad") -> str:
    folio = company.start()
    company.do(folio, "prospeccion", {"cliente": client, "requerimiento": title})
    return folio


# --- words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("GC-2026-0001", ["gc-2026-0001", "2026-0001", "0001"]),
        ("Coca-Cola", ["coca-cola", "cola"]),
        ("Peñoles, S.A. de C.V.", ["penoles,", "s.a.", "a.", "de", "c.v.", "v."]),
        ("  ÁREA\tárea\x00 ", ["area"]),
        ("", []),
        ("— ¿?", []),
    ],
)
def test_a_text_is_found_by_the_beginnings_of_its_words(text: str, found: list[str]) -> None:
    assert search.words(text) == found


def test_what_is_looked_for_is_stripped_of_what_is_no_word() -> None:
    assert search.wanted_words('  "Peñoles",  (2026-0001) ¿?') == ["penoles", "2026-0001"]
    assert search.wanted_words("a " * 500) == ["a"]
    assert len(search.wanted_words(" ".join(map(str, range(500))))) == 8


def test_words_are_bounded() -> None:
    assert max(map(len, search.words("x" * 5_000))) == search.LONGEST
    assert len(search.words("a-" * 5_000, "b " * 5_000)) <= search.MOST


# --- the projection


def stored(company: Company) -> tuple[list[object], list[object]]:
    with company.database.reading() as connection:
        lines = connection.execute(select(overviews).order_by(overviews.c.instance_id)).all()
        found = connection.execute(select(search_words).order_by(search_words.c.instance_id, search_words.c.word)).all()
    return [tuple(line) for line in lines], [tuple(word) for word in found]


def test_an_instance_is_in_the_projection_from_its_start_and_follows_its_data(company: Company) -> None:
    folio = company.start()
    assert stored(company)[0] == [(1, None, "", None)]
    company.do(folio, "prospeccion", {"cliente": "Minera Peñoles", "requerimiento": "Monitoreo"})
    assert stored(company)[0] == [(1, "Minera Peñoles", "minera penoles", "Monitoreo")]
    assert {word for word, _ in stored(company)[1]} == {
        "gc-2026-0001", "2026-0001", "0001", "minera", "penoles", "monitoreo",
    }  # fmt: skip


def test_the_projection_is_made_again_from_history(company: Company) -> None:
    for client in ("Aceros del Norte", "Banco del Bajío"):
        company.do(lead(company, client), "validacion", SERVICE)
    company.start()
    before = stored(company)
    with company.database.transaction() as connection:
        connection.execute(search_words.delete())
        connection.execute(overviews.update().values(client="otro"))
        assert search.rebuild(connection) == 3
    assert stored(company) == before


def test_a_step_that_says_nothing_of_it_costs_the_projection_nothing(company: Company) -> None:
    task = company.task(lead(company, "Aceros"), "validacion")
    with company.database.transaction() as connection:
        said = statements(connection)
        commands.claim(connection, company.runtime, task.item.id, actor="preventa", at=company.clock())
    assert said and not [sql for sql in said if "overviews" in sql or "search_words" in sql]


def statements(connection: Connection) -> list[str]:
    """The SQL that is executed on `connection` from now on."""
    said: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *args: said.append(args[2]))
    return said
