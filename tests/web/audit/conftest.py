"""An opportunity that was won, and what the owner of a database may do to it."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.engine.verification.attacks import Attack, drop_triggers
from tests.engine.verification.won import won
from tests.support import Company


@pytest.fixture
def folio(company: Company) -> str:
    return won(company)


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
