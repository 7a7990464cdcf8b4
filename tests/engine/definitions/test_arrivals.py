"""Files of other tools from the moment that somebody brings one until a draft begins from it, and after it."""

import hashlib

import pytest
from sqlalchemy import update

from bpmn.examples import Sketch
from engine.definitions import arrivals, drafts
from engine.definitions.arrivals import Decided, ProcedureThere
from engine.definitions.inspection import Source
from engine.definitions.models import arrivals as table
from engine.definitions.signing import RightRequired
from engine.definitions.trail import ChangeType, trail
from engine.definitions.trail_check import check_trail
from engine.errors import DiagramRejected, NotFound
from tests.support import Company

pytestmark = pytest.mark.both_databases
AUTHOR = "director_comercial"
DRAWN = Sketch("start > review > end").source()


@pytest.fixture
def by(company: Company) -> dict:
    return {"actor": AUTHOR, "at": company.clock()}


def test_what_was_brought_stays_as_it_came_with_what_was_decided(company: Company, by: dict) -> None:
    with company.database.transaction() as connection:
        id = arrivals.receive(connection, "a.bpmn", DRAWN, {"f": b"{}"}, **by)
        arrivals.decide(connection, id, Decided(("typed",), {"ours": "p"}), actor=AUTHOR)
        found = arrivals.arrival(connection, id, AUTHOR)
    assert (found.diagram, found.forms, found.name) == (DRAWN, {"f": b"{}"}, "a.bpmn")
    assert found.decided == Decided(("typed",), {"ours": "p"})


def test_nobody_else_sees_it_and_who_prepares_nothing_brings_nothing(company: Company, by: dict) -> None:
    with company.database.transaction() as connection:
        id = arrivals.receive(connection, "a.bpmn", DRAWN, {}, **by)
        with pytest.raises(NotFound):
            arrivals.arrival(connection, id, "control_documentos")
        with pytest.raises(RightRequired):
            arrivals.receive(connection, "a.bpmn", DRAWN, {}, actor="comercial", at=company.clock())
        with pytest.raises(DiagramRejected):
            arrivals.receive(connection, "a.bpmn", b"  ", {}, **by)


def test_a_draft_that_begins_from_it_says_its_digest_and_keeps_it(company: Company, by: dict) -> None:
    with company.database.transaction() as connection:
        id = arrivals.receive(connection, "a.bpmn", DRAWN, {}, **by)
        arrivals.decide(connection, id, Decided(("typed",), {}), actor=AUTHOR)
        draft = arrivals.begin(connection, id, "nuevo_p", Source("a.bpmn", DRAWN), new=True, **by)
        (act,) = trail(connection, "nuevo_p", types=[ChangeType.DRAFT_STARTED])
        kept = arrivals.original(connection, draft.id)
        assert arrivals.waiting(connection, AUTHOR) == []
        assert check_trail(connection, "nuevo_p").problems == ()
    assert act.data["original"] == {
        "name": "a.bpmn", "sha256": hashlib.sha256(DRAWN).hexdigest(), "repairs": ["typed"], "answers": {},
    }  # fmt: skip
    assert kept is not None and kept.diagram == DRAWN


def test_an_original_that_is_another_is_found(company: Company, by: dict) -> None:
    with company.database.transaction() as connection:
        id = arrivals.receive(connection, "a.bpmn", DRAWN, {}, **by)
        draft = arrivals.begin(connection, id, "nuevo_p", Source("a.bpmn", DRAWN), new=True, **by)
        connection.execute(update(table).where(table.c.id == id).values(diagram=DRAWN + b" "))
        (problem,) = check_trail(connection, "nuevo_p").problems
    assert problem.subject == f"original of draft {draft.id}"


def test_it_begins_once_and_is_given_up_only_before(company: Company, by: dict) -> None:
    with company.database.transaction() as connection:
        id, other = (arrivals.receive(connection, "a.bpmn", DRAWN, {}, **by) for _ in range(2))
        arrivals.begin(connection, id, "nuevo_p", Source("a.bpmn", DRAWN), new=True, **by)
        with pytest.raises(NotFound):
            arrivals.give_up(connection, id, actor=AUTHOR)
        with pytest.raises(ProcedureThere):
            arrivals.begin(connection, other, "nuevo_p", Source("a.bpmn", DRAWN), new=True, **by)
        arrivals.give_up(connection, other, actor=AUTHOR)
        assert arrivals.waiting(connection, AUTHOR) == []


def test_the_next_version_of_what_is_in_force_begins_beside_it(company: Company, by: dict) -> None:
    with company.database.transaction() as connection:
        id = arrivals.receive(connection, "a.bpmn", DRAWN, {}, **by)
        draft = arrivals.begin(connection, id, "gestion_comercial", Source("a.bpmn", DRAWN), new=False, **by)
        with pytest.raises(NotFound):
            arrivals.begin_with(connection, "nadie", Source("a.bpmn", DRAWN), new=False, **by)
        assert drafts.open_draft(connection, "gestion_comercial") == draft
    assert draft.base > 0
