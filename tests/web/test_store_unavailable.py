"""What people read while the database is gone, and after."""

from collections.abc import Iterator

import pytest

from engine.db import Database
from engine.history.channels import SITE
from engine.settings import Settings
from tests.cable import Cable, cable_to
from tests.support import Company
from tests.web.conftest import Visitor
from web.app import create_app


@pytest.fixture
def cable(postgresql_company: Company) -> Iterator[Cable]:
    with cable_to(postgresql_company.database.url) as found:
        found.plug_in()
        yield found


@pytest.fixture
def reader(cable: Cable, postgresql_company: Company) -> Iterator[Visitor]:
    database = Database(cable.url, SITE)
    company = postgresql_company
    app = create_app(Settings(cable.url), database, company.runtime, demo=True, clock=company.clock)
    yield Visitor(app.test_client()).post("/entrar", {"person": "preventa"})
    database.close()


def test_a_page_says_it_in_words_and_when_to_come_back(reader: Visitor, cable: Cable) -> None:
    cable.pull_out()
    reader.get("/bandeja")
    assert reader.status == 503
    assert int(reader.response.headers["Retry-After"]) > 0
    assert "no alcanza su base de datos" in reader.text()
    for word in ("psycopg", "server", "connection", "OperationalError", "SELECT"):
        assert word not in reader.response.text
    cable.plug_in()
    while reader.get("/bandeja").status == 503:  # of each connection that was kept somebody has to hear that it is lost
        pass
    assert reader.status == 200


def test_what_was_written_comes_back_with_the_refusal(reader: Visitor, cable: Cable) -> None:
    cable.pull_out()
    reader.post("/oportunidades", {"process": "gestion_comercial", "nota": "Llamar el lunes"})
    assert reader.status == 503
    assert "Llamar el lunes" in reader.text()


def test_a_program_is_told_it_too_and_when_to_come_back(reader: Visitor, cable: Cable) -> None:
    cable.pull_out()
    answer = reader.client.get("/api/v1/tasks", headers={"Authorization": "Bearer cauce_nadie"})
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert int(answer.headers["Retry-After"]) > 0 and answer.get_json(force=True)["code"] == "store_unavailable"
    assert "psycopg" not in answer.text and "connection" not in answer.text
