"""A backup brings webhooks and the places of events: whoever follows goes on where it was, on either database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.backup.making import make
from engine.backup.restoring import restore
from engine.db import Database
from engine.history.channels import SITE
from engine.settings import Settings
from engine.webhooks.feed import last, page
from tests.conftest import NOTHING, Templates, open_company
from tests.engine.webhooks.hooks import Following, follow, two_steps
from tests.receiver import Receiver
from tests.support import START, Company

pytestmark = pytest.mark.both_databases


@contextmanager
def restored(company: Company, templates: Templates, folder: Path, *, held: bool = False) -> Iterator[Company]:
    """The company from its backup, in another database of the same kind."""
    settings = Settings(seal_key=None)
    make(company.database, settings, folder / "respaldo.zip", at=START)
    place = folder / "otra"
    place.mkdir()
    url = templates.make(NOTHING, place)
    database = Database(url, SITE)
    restore(database, settings, folder / "respaldo.zip", hold_letters=held, at=START)
    database.close()
    with open_company(url) as other:
        other.clock.now = company.clock.now
        yield other


def test_whoever_follows_goes_on_where_it_was(
    company: Company, receiver: Receiver, templates: Templates, tmp_path: Path
) -> None:
    found = follow(company, receiver)
    folios = [two_steps(company)]
    found.go_on()
    folios.append(two_steps(company))
    found.publish()  # they wait as the backup is made
    before = page(company.database, 0, 10_000)
    with restored(company, templates, tmp_path) as other:
        assert page(other.database, 0, 10_000) == before
        folios.append(two_steps(other))
        with other.database.reading() as connection:
            assert last(connection) > before.after
        Following(other, receiver, found.id, found.secret, found.clock).go_on()
        ids = [told.split(":")[0] for told, _ in receiver.told]
        assert ids == [each for each in folios for _ in range(2)]
        assert all(each.is_signed(found.secret) for each in receiver.posted)
        positions = [each.told["data"]["position"] for each in receiver.posted]
        assert positions == sorted(set(positions))


def test_what_may_have_left_since_is_held_and_then_leaves_in_its_order(
    company: Company, receiver: Receiver, templates: Templates, tmp_path: Path
) -> None:
    found = follow(company, receiver)
    two_steps(company)
    found.publish()
    with restored(company, templates, tmp_path, held=True) as other:
        there = Following(other, receiver, found.id, found.secret, found.clock)
        there.go_on()
        assert not receiver.posted and there.line().stopped
