"""The end of a history: as much as is asked for, in order."""

import pytest

from engine.instances.views.recent import latest
from tests.support import Company

pytestmark = pytest.mark.both_databases


def test_the_last_events_come_in_order_and_no_more_than_are_asked_for(company: Company) -> None:
    folio = company.start()
    company.start()
    company.do(folio, "prospeccion")
    whole = company.history(folio)
    with company.database.reading() as connection:
        assert latest(connection, folio, 3) == whole[-3:]
        assert latest(connection, folio, 1000) == whole
        assert latest(connection, "GC-1999-0001", 3) == []
