"""Who sees an instance: the same by its row, in a list, on the board and in the register, however many there are."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from engine.definitions import drafts
from engine.definitions.control import may_read
from engine.definitions.inspection import Source
from engine.errors import NotFound
from engine.identity.commands import ensure_person, ensure_right, take_role
from engine.identity.queries import all_people, person
from engine.identity.rights import Right
from engine.impact import kept as impacts
from engine.impact.keeping import try_now
from engine.incidents import queries as incidents
from engine.instances import queries
from engine.instances.models import instance_role_sets, instances, overviews
from engine.instances.projection import roles_of
from engine.instances.reading import EVERYTHING, Reader, reader_of
from engine.instances.views import finding, listing
from engine.instances.views.listing import Wanted
from engine.instances.views.paging import CLIENT, STARTED
from engine.instances.views.seen import seen_among
from engine.migration import commands
from engine.replay import inquiry, register
from tests.engine.incidents.stopping import RIGHT, counting, stopped
from tests.engine.instances.again import assert_rebuilds
from tests.engine.migration.moving import migrate, procedure, publish
from tests.support import START, Company
from tests.watching import watched

pytestmark = pytest.mark.both_databases

SERVICE = {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}
EVERY = {"auditor", "control_documentos", "direccion_general", "director_comercial"}
"""Who sees all there is in the demonstration: an auditor, and those who hold rights over every procedure."""


def reader(company: Company, who: str) -> Reader:
    with company.database.reading() as connection:
        return reader_of(connection, company.runtime, person(connection, who))


def sees(company: Company, who: str, folio: str) -> bool:
    """Whether somebody sees an instance, which every way to it must agree on."""
    it, everywhere = reader(company, who), listing.Wanted()
    with company.database.reading() as connection:
        row = queries.instance_row(connection, EVERYTHING, folio)
        found = {
            "row": it.sees(connection, row),
            "list": folio in {line.folio for line in listing.everything(connection, it, everywhere)},
            "by client": folio in {each.folio for each in listing.everything(connection, it, Wanted(order=CLIENT))},
            "search": [each.folio for each in listing.everything(connection, it, Wanted(text=folio))] == [folio],
            "register": folio in register.folios(connection, it, register.Wanted()),
            "all": folio in {each.folio for each in queries.all_instances(connection, it)},
            "seen": folio in seen_among(connection, it, [folio]),
        }
        if queries.tasks(connection, EVERYTHING, folio=folio):
            piles = listing.board(connection, it)
            found["board"] = folio in {card.folio for pile in piles for card in pile.cards}
            found["tasks"] = folio in {task.folio for task in queries.tasks(connection, it)}
    assert len(set(found.values())) == 1, (who, folio, found)
    return found["row"]


def who_see(company: Company, folio: str) -> set[str]:
    with company.database.reading() as connection:
        everybody = [each.id for each in all_people(connection)]
    return {who for who in everybody if sees(company, who, folio)}


@pytest.fixture(params=["looked up", "one by one"])
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What somebody sees is looked up where it is little, and asked of each row where it is much."""
    if request.param == "one by one":
        monkeypatch.setattr(finding, "REACH", {STARTED: -1, CLIENT: -1})
    yield


def test_one_sees_what_one_has_to_do_with_and_more_as_it_goes_on(company: Company, ways: None) -> None:
    folio = company.start()
    assert who_see(company, folio) == EVERY | {"comercial"}
    company.do(folio, "prospeccion")
    assert who_see(company, folio) == EVERY | {"comercial", "preventa"}
    company.do(folio, "validacion", SERVICE)
    assert who_see(company, folio) == EVERY | {"comercial", "preventa", "soc_noc"}
    company.do(folio, "participacion")
    assert who_see(company, folio) == EVERY | {"comercial", "preventa", "soc_noc"}
    assert_rebuilds(company, folio)


def test_the_instance_of_one_lane_is_no_business_of_another(company: Company, ways: None) -> None:
    mine, other = company.start(), _of_another(company)
    assert who_see(company, other) == EVERY | {"ciberinteligencia"}
    assert not sees(company, "ciberinteligencia", mine)


def test_who_took_part_sees_it_still_when_the_role_is_gone(company: Company, ways: None) -> None:
    began, did, took, none = company.start(), company.start(), company.start(), company.start()
    for folio in (did, took, none):
        company.do(folio, "prospeccion")
    company.do(did, "validacion", SERVICE)
    company.command("claim", company.task(took, "validacion").item.id, actor="preventa")
    with company.database.transaction() as connection:
        for role in ("comercial", "preventa"):
            take_role(connection, role, role, actor="administrador", at=START)
    assert sees(company, "comercial", began) and sees(company, "comercial", none), "who began it"
    assert company.history(did)[-1].type and sees(company, "preventa", took), "who has a step of it"
    assert {who for who in ("comercial", "preventa") if sees(company, who, did)} >= {"comercial"}
    assert not sees(company, "preventa", none), "whose lane it was, once"


def test_nobody_sees_by_administering_but_what_stands_still(company: Company, ways: None) -> None:
    folio, other = stopped(company), company.start()
    assert sees(company, "administrador", folio) and not sees(company, "administrador", other)
    company.command("cancel", folio, "No se repara.", actor="administrador")
    assert not sees(company, "administrador", folio)


def test_a_right_over_a_procedure_reads_what_runs_on_it_and_that_alone(company: Company, ways: None) -> None:
    mine, other = company.start(), _of_another(company)
    for right in Right:
        with company.database.transaction() as connection:
            who = f"con_{right}"
            ensure_person(connection, who, "Nadie", [], email=None, at=START)
            ensure_right(connection, who, right, "p", actor=None, at=START)
        assert sees(company, who, other) and not sees(company, who, mine)
    with company.database.transaction() as connection:
        ensure_right(connection, "con_read", Right.READ, actor=None, at=START)
    assert sees(company, "con_read", mine)


def test_the_right_to_read_is_none_of_document_control(company: Company) -> None:
    with company.database.transaction() as connection:
        ensure_right(connection, "cliente", Right.READ, actor=None, at=START)
        found = person(connection, "cliente")
    assert not found.has_rights and not may_read(found, "gestion_comercial")
    assert sees(company, "cliente", company.start())


def test_the_owner_that_the_document_names_by_the_id_of_a_role_sees_all_of_it(company: Company, ways: None) -> None:
    named = (
        procedure("start > a > end", lane="ciberinteligencia")
        .replace(
            b"<bpmn:laneSet",
            b'<bpmn:extensionElements><cauce:document owner="cumplimiento"/></bpmn:extensionElements><bpmn:laneSet',
            1,
        )
        .replace(b"<bpmn:definitions ", b'<bpmn:definitions xmlns:cauce="urn:cauce:bpmn:1" ', 1)
    )
    publish(company, named)
    folio = company.start("p", "ciberinteligencia")
    assert who_see(company, folio) == EVERY | {"ciberinteligencia", "cumplimiento"}


def test_an_account_without_a_role_sees_nothing(company: Company, ways: None) -> None:
    folio = company.start()
    with company.database.transaction() as connection:
        ensure_person(connection, "nadie", "Nadie", [], email=None, at=START)
    assert not sees(company, "nadie", folio)
    with company.database.reading() as connection:
        found = reader(company, "nadie")
        assert list(listing.everything(connection, found, Wanted())) == [] == listing.board(connection, found)


def test_what_one_does_not_see_is_not_found_as_what_is_not_there(company: Company) -> None:
    folio = company.start()
    it = reader(company, "cumplimiento")
    for unknown in (folio, "GC-2026-0099"):
        with company.database.reading() as connection, pytest.raises(NotFound) as caught:
            queries.instance(connection, it, unknown)
        assert caught.value.details == {"kind": "instance", "id": unknown}
        with company.database.reading() as connection, pytest.raises(NotFound) as caught:
            queries.task(connection, it, f"{unknown}.2")
        assert caught.value.details == {"kind": "task", "id": f"{unknown}.2"}


def test_no_page_goes_on_behind_what_its_reader_does_not_see(company: Company, ways: None) -> None:
    """In the order of clients it would say between which of them an instance stands that is nobody's business."""
    for client in ("Banco", "Mina"):
        company.do(company.start(), "prospeccion", {"cliente": client})
    other = _of_another(company)
    with company.database.transaction() as connection:
        connection.execute(update(overviews).where(overviews.c.client.is_(None)).values(client_key="hotel"))
    for who, shown in (("comercial", ["Banco", "Mina"]), ("auditor", ["Mina"])):
        it = reader(company, who)
        with company.database.reading() as connection:
            lines, _ = listing.page(connection, it, Wanted(order=CLIENT, descending=False), after=other)
            found, _ = register.page(connection, it, register.Wanted(order=CLIENT, descending=False), after=other)
        assert [line.client for line in lines] == [line.client for line in found] == shown


def test_a_page_asks_one_statement_more_of_who_does_not_see_everything(company: Company) -> None:
    company.start()
    for who, many in (("auditor", 2), ("comercial", 3), ("cumplimiento", 2)):
        it = reader(company, who)
        with watched(company.database) as sent, company.database.reading() as connection:
            sent.clear()
            listing.page(connection, it, Wanted())
            assert len(sent) == many, (who, sent)
            sent.clear()
            listing.board(connection, it)
            assert len(sent) == 1


def test_incidents_moves_and_trials_are_of_what_their_reader_sees(company: Company, ways: None) -> None:
    """Asked by one whom every way of seeing is asked about: who administers, and reads a procedure."""
    folio, other = stopped(company), _of_another(company, "z")
    publish(company, counting(RIGHT))
    with company.database.transaction() as connection:
        ensure_right(connection, "administrador", Right.READ, "gestion_comercial", actor=None, at=START)
        at = company.clock()
        draft = drafts.start_draft(connection, "p", actor="director_comercial", at=at)
        draft = drafts.save_draft(connection, "p", diagram=draft.diagram + b" ", actor="director_comercial", at=at)
        try_now(connection, draft, actor="director_comercial", at=at)
    for who, seen in (("administrador", [folio]), ("cumplimiento", [])):
        it = reader(company, who)
        with company.database.reading() as connection:
            to = commands.target(connection, company.runtime, "p")
            found = incidents.found(connection, company.runtime, it)
            assert [each.folio for each in found] == seen
            assert commands.under_way(connection, it, "p") == seen
            assert commands.left_out(connection, it, to, "p") == 1 - len(seen)
            assert [each.folio for each in impacts.effects(connection, it, draft.id)] == seen
            assert impacts.count(connection, it, draft.id) == len(seen)
            assert inquiry.removed_from(connection, folio) == []
    assert sees(company, "administrador", folio) and not sees(company, "administrador", other)


def test_a_move_to_other_lanes_leaves_those_that_it_went_through(company: Company, ways: None) -> None:
    other = _of_another(company)
    publish(company, procedure("start > a > b > end", lane="alianzas"))
    migrate(company, other)
    assert who_see(company, other) == EVERY | {"ciberinteligencia", "alianzas"}
    with company.database.reading() as connection:
        key = queries.instance_row(connection, EVERYTHING, other).roles
        held = connection.execute(select(instance_role_sets.c.role_id).where(instance_role_sets.c.key == key))
        assert roles_of(key) == ("alianzas", "ciberinteligencia") == tuple(sorted(held.scalars()))
    assert_rebuilds(company, other)


def test_a_key_that_somebody_wrote_is_found(company: Company) -> None:
    from engine.verification.instance_verifier import verify

    folio = company.start()
    with company.database.transaction() as connection:
        connection.execute(update(instances).values(roles="cliente"))
    with company.database.reading() as connection:
        (problem,) = verify(connection, company.runtime, folio).problems
    assert (problem.kind, problem.subject) == ("instance_changed", "roles")


def _of_another(company: Company, process_id: str = "p") -> str:
    source = procedure("start > a > b > end", lane="ciberinteligencia")
    source = source.replace(b' id="p"', f' id="{process_id}"'.encode())
    publish(company, Source(f"{process_id}.bpmn", source))
    return company.start(process_id, "ciberinteligencia")
