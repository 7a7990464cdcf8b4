"""Whoever did something is called as they were called then, and beside it as they are called now."""

import pytest

from engine.identity import commands
from tests.web.conftest import Visitor


@pytest.fixture
def renamed(company, folio):
    """Who started it is called something else since."""
    with company.database.transaction() as connection:
        given = {"name": "Ana Ruiz", "email": None}
        commands.amend(connection, "comercial", **given, actor="administrador", at=company.clock())
    return folio


SAID = "Comercial (hoy Ana Ruiz)"


@pytest.mark.parametrize("path", ["/auditoria/{}", "/auditoria", "/auditoria/{}/tabla", "/oportunidades/{}"])
def test_old_events_say_the_name_of_then_with_that_of_now(visit, renamed, path):
    assert SAID in visit("auditor").get(path.format(renamed)).text()


def test_so_does_what_the_script_is_told_and_the_table_for_a_spreadsheet(visit, renamed):
    auditor = visit("auditor")
    assert SAID in auditor.get(f"/auditoria/{renamed}/pasos").response.text
    assert SAID in auditor.get("/auditoria/lista.csv").response.data.decode()


def test_what_is_done_from_then_on_says_the_new_name_alone(visit, company, renamed):
    folio = company.start()
    page = visit("auditor").get(f"/auditoria/{folio}")
    assert "Ana Ruiz" in page.text() and "hoy" not in page.text("//*[@data-replay]")


def test_where_nobody_was_renamed_nothing_is_said_beside(visit, folio):
    page: Visitor = visit("auditor").get(f"/auditoria/{folio}/tabla")
    assert "(hoy" not in page.text()
