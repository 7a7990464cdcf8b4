"""Many people bringing files at once."""

import pytest

from engine.documents.store import content, store
from tests.engine.instances.test_concurrency import at_once
from tests.support import START, Company

pytestmark = pytest.mark.both_databases


def bring(own: Company) -> dict[str, object]:
    with own.database.transaction() as connection:
        return store(connection, "propuesta.pdf", b"same for all", actor="comercial", at=START)


def test_the_same_file_brought_by_many_at_the_same_moment_is_stored_once(company: Company) -> None:
    references = at_once(company, *([bring] * 6))
    assert references == [references[0]] * 6 and isinstance(references[0], dict)
    with company.database.reading() as connection:
        assert content(connection, str(references[0]["sha256"])) == b"same for all"
