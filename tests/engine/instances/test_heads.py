"""An instance is held as whoever wants to go on with it saw it."""

import pytest

from engine.errors import NotFound
from engine.instances import heads
from engine.instances.heads import ChangedSince

pytestmark = pytest.mark.both_databases


def test_what_was_seen_is_held_and_what_has_grown_since_is_refused(company):
    folio = company.start()
    with company.database.reading() as connection:
        seen = heads.head(connection, folio)
    assert seen == company.history(folio)[-1].seq
    with company.database.transaction() as connection:
        heads.hold(connection, folio, {str(seen), "1"})
        heads.hold(connection, folio, None)
    company.command("claim", company.tasks(folio)[0].item.id, actor="director_comercial")
    for others in ({str(seen)}, set(), {"x"}):
        with pytest.raises(ChangedSince), company.database.transaction() as connection:
            heads.hold(connection, folio, others)


def test_what_is_not_there_is_not_found(database):
    with pytest.raises(NotFound), database.reading() as connection:
        heads.head(connection, "GC-1999-0001")
