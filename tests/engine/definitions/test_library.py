"""What versions say, read once; by servers before anybody waits for it."""

import pytest
from sqlalchemy import insert

from engine.definitions import models, queries
from engine.definitions.library import Library
from tests.engine.test_migrations import VERSION
from tests.support import Company
from tests.watching import watched

pytestmark = pytest.mark.both_databases

NUMBERS = {"gestion_comercial": 4, "alianzas_estrategicas": 1}
# In force, and nothing that runs.
BROKEN = {**VERSION, "id": 99, "process_id": "roto"}


def test_what_was_loaded_is_not_read_again(company: Company) -> None:
    library = Library()
    with company.database.reading() as connection:
        library.load(connection)
    with watched(company.database) as sent, company.database.reading() as connection:
        sent.clear()  # BEGIN
        executable = library.executable(connection, "gestion_comercial", NUMBERS)
        form = library.form(connection, "gestion_comercial", 4, "prospeccion")
        assert not sent
    assert executable.process_id == "gestion_comercial" and form.id == "prospeccion"


def test_a_version_that_cannot_be_read_keeps_no_other_from_being_loaded(company: Company) -> None:
    with company.database.transaction() as connection:
        connection.execute(insert(models.process_versions), BROKEN)
    library = Library()
    with company.database.reading() as connection:
        assert "roto" in queries.in_force(connection)
        library.load(connection)
    with watched(company.database) as sent, company.database.reading() as connection:
        sent.clear()
        library.executable(connection, "gestion_comercial", NUMBERS)
        assert not sent
