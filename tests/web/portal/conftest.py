"""A client with a link, and nothing else: no session, no account."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import COMPANY, FOLIO, SENT, Templates, open_company
from tests.engine.client_access.proposal import token_of
from tests.support import Company
from tests.web.conftest import Visitor


@pytest.fixture
def company(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> Iterator[Company]:
    """With the opportunity, for a test that asks for its `folio`."""
    with open_company(templates.make(SENT if "folio" in request.fixturenames else COMPANY, tmp_path)) as found:
        yield found


@pytest.fixture
def folio() -> str:
    """An opportunity whose proposal waits for its client."""
    return FOLIO


@pytest.fixture
def path(company: Company, folio: str) -> str:
    """The address of the client's page, within the site."""
    return f"/portal/{token_of(company, folio)}"


@pytest.fixture
def client(app: Flask) -> Visitor:
    """The client's browser."""
    return Visitor(app.test_client())
