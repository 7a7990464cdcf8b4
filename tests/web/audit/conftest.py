"""An opportunity that was won, and what the owner of a database may do to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import COMPANY, FOLIO, WON, Templates, open_company
from tests.engine.verification.attacks import Attack, drop_triggers
from tests.support import Company


@pytest.fixture
def company(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> Iterator[Company]:
    """With the opportunity, for a test that asks for its `folio`."""
    with open_company(templates.make(WON if "folio" in request.fixturenames else COMPANY, tmp_path)) as found:
        yield found


@pytest.fixture
def folio() -> str:
    return FOLIO


@pytest.fixture
def attack(company: Company, folio: str, app: Flask) -> Callable[[Attack], None]:
    """Change the database behind the program's back; the site forgets what it has parsed, as after a restart."""

    def done(attack: Attack) -> None:
        with company.database.transaction() as connection:
            drop_triggers(connection)
            attack(connection, folio)
        library = company.runtime.library
        object.__setattr__(company.runtime, "library", type(library)())

    return done
