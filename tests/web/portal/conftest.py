"""A client with a link, and nothing else: no session, no account."""

import pytest
from flask import Flask

from tests.engine.client_access.proposal import sent, token_of
from tests.support import Company
from tests.web.conftest import Visitor


@pytest.fixture
def folio(company: Company) -> str:
    """An opportunity whose proposal waits for its client."""
    return sent(company)


@pytest.fixture
def path(company: Company, folio: str) -> str:
    """The address of the client's page, within the site."""
    return f"/portal/{token_of(company, folio)}"


@pytest.fixture
def client(app: Flask) -> Visitor:
    """The client's browser."""
    return Visitor(app.test_client())
