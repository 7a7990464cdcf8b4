"""Events in the database."""

import pytest
from sqlalchemy import insert

from engine.db import Database
from engine.errors import StaleHistory
from engine.history import store
from engine.history.chain import NO_EVENTS, NewEvent, link
from engine.history.commitments import KEY_BYTES
from engine.instances.models import instances
from tests.support import START

pytestmark = pytest.mark.both_databases

FOLIO = "GC-2026-0001"
HEAD = {"head_seq": 0, "head_hash": NO_EVENTS.hash, "head_at": "", "key": ""}


@pytest.fixture
def instance(database: Database) -> Database:
    row = {"started_by": "x", "started_at": START, "versions": "{}", **HEAD}
    with database.transaction() as connection:
        connection.execute(insert(instances).values(id=1, folio=FOLIO, process_id="p", status="running", **row))
    return database


def test_what_is_read_is_what_was_written(instance: Database) -> None:
    data = {"texto": "áéí ñ «»", "monto": 0.1, "nada": None, "lista": [1, {"x": True}]}
    new = [NewEvent("instance_started"), NewEvent("user_task_completed", "a", 1, 2, "s#1", "ana", data, "ventas")]
    events = link(FOLIO, bytes(KEY_BYTES), NO_EVENTS, START, new, channel="site", clock=START)
    with instance.transaction() as connection:
        store.append(connection, 1, events)
    with instance.reading() as connection:
        assert store.read(connection, 1, FOLIO) == events
        assert store.read(connection, 1, FOLIO, after=1) == events[1:]


def test_the_same_place_cannot_be_written_twice(instance: Database) -> None:
    first = link(FOLIO, bytes(KEY_BYTES), NO_EVENTS, START, [NewEvent("instance_started")], channel="site")
    with instance.transaction() as connection:
        store.append(connection, 1, first)
    with pytest.raises(StaleHistory) as caught, instance.transaction() as connection:
        store.append(connection, 1, first)
    assert caught.value.details == {"folio": FOLIO, "seq": 1}
