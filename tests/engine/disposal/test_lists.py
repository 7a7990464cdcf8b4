"""Lists know of which instances nothing is left to show."""

import pytest

from engine.instances.views.disposed import disposed_among
from tests.conftest import FOLIO
from tests.engine.disposal.disposing import disposed
from tests.support import Company

pytestmark = pytest.mark.both_databases


def test_of_the_folios_of_a_list_those_whose_values_were_disposed_of_are_told(company: Company) -> None:
    other = company.start()
    with company.database.reading() as connection:
        assert disposed_among(connection, [FOLIO, other]) == frozenset()
    disposed(company, FOLIO)
    with company.database.reading() as connection:
        assert disposed_among(connection, [FOLIO, other]) == {FOLIO}
        assert disposed_among(connection, []) == frozenset()
