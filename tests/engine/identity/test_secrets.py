"""A secret that the processes of a site share."""

import pytest

from engine.identity.secrets import shared_secret
from tests.engine.instances.test_concurrency import at_once
from tests.support import START, Company

pytestmark = pytest.mark.both_databases


def ask(own: Company, name: str = "browser") -> bytes:
    with own.database.transaction() as connection:
        return shared_secret(connection, name, at=START)


def test_all_who_ask_at_the_same_moment_and_later_get_the_same_secret(company: Company) -> None:
    found = at_once(company, *([ask] * 4))
    assert set(found) == {ask(company)} and len(ask(company)) == 32


def test_another_name_is_another_secret(company: Company) -> None:
    assert ask(company) != ask(company, "another")
