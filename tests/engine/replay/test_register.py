"""The register of all histories: searched by everything an auditor asks for, with what is known of their proof."""

from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import select, update

from engine.history.keys import KeyFile, new_key
from engine.history.models import events
from engine.instances import comments
from engine.instances.models import instances
from engine.instances.reading import EVERYTHING
from engine.instances.views.paging import CLIENT
from engine.replay import inquiry, register
from engine.replay.register import Line
from engine.replay.wanted import GROWN, IN_ORDER, NOT_IN_ORDER, UNVERIFIED, Wanted
from engine.verification.models import verifications
from tests.engine.verification.attacks import drop_triggers, instance_id
from tests.engine.verification.opportunity import seal
from tests.support import Company

pytestmark = pytest.mark.both_databases


@pytest.fixture
def three(company: Company) -> list[str]:
    """Three opportunities: of two clients and of nobody yet, a minute and more apart."""
    folios = []
    for client in ("Zafiro", "Ámbar", None):
        folio = company.start()
        if client:
            company.do(folio, "prospeccion", {"cliente": client})
        folios.append(folio)
    return folios


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return new_key(tmp_path / "seal.pem")


def found(company: Company, **wanted: object) -> list[str]:
    return [line.folio for line in lines(company, **wanted)]


def lines(company: Company, **wanted: object) -> list[Line]:
    """What is asked for, as the register lists it; evidence of it is of the same folios, in the order of the starts."""
    with company.database.reading() as connection:
        found = register.page(connection, EVERYTHING, Wanted(**wanted))[0]  # type: ignore[arg-type]
        started = [line.folio for line in sorted(found, key=lambda line: line.started_at)]
        assert register.folios(connection, EVERYTHING, Wanted(**wanted)) == started  # type: ignore[arg-type]
        return found


def verify(company: Company, *folios: str) -> None:
    for folio in folios:
        inquiry.verify(company.database, company.runtime, folio, actor="auditor", at=company.clock())


def test_the_newest_come_first(company: Company, three: list[str]) -> None:
    assert found(company) == three[::-1]
    assert found(company, descending=False) == three


def test_it_is_sorted_by_client_without_regard_to_accents(company: Company, three: list[str]) -> None:
    zafiro, ambar, nobody = three
    assert found(company, order=CLIENT, descending=False) == [nobody, ambar, zafiro]


def test_a_word_finds_folio_and_client_by_its_beginning(company: Company, three: list[str]) -> None:
    assert found(company, text="amb") == [three[1]]
    assert found(company, text=three[2].lower()) == [three[2]]
    assert found(company, text="validación") == [three[1], three[0]]  # what waits


def test_who_took_part_is_who_started_it_or_completed_a_step(company: Company, three: list[str]) -> None:
    assert found(company, person="comercial") == three[::-1]
    assert found(company, person="director_comercial") == [three[1], three[0]]
    assert found(company, person="preventa") == []


def test_an_activity_finds_those_that_went_through_it(company: Company, three: list[str]) -> None:
    assert found(company, activity="validacion") == [three[1], three[0]]
    assert found(company, activity="prospeccion") == three[::-1]


def test_a_version_is_found_by_its_whole_number(company: Company, three: list[str]) -> None:
    assert found(company, version=("gestion_comercial", 4)) == three[::-1]
    assert found(company, version=("alianzas_estrategicas", 1)) == three[::-1]  # that it calls
    assert found(company, version=("gestion_comercial", 11)) == []
    assert found(company, version=("gestion_%", 1)) == []


def test_days_bound_when_it_started(company: Company, three: list[str]) -> None:
    started = [line.started_at for line in lines(company, descending=False)]
    assert found(company, since=started[1]) == [three[2], three[1]]
    assert found(company, until=started[1]) == [three[0]]
    assert found(company, since=started[1], until=started[1] + timedelta(seconds=1)) == [three[1]]


def test_a_status_leaves_out_the_others(company: Company, three: list[str]) -> None:
    company.command("cancel", three[0], "Duplicada", actor="comercial")
    assert found(company, status="cancelled") == [three[0]]
    assert found(company, status="running") == [three[2], three[1]]


def test_each_line_says_what_the_last_verification_found_and_whether_it_has_grown(
    company: Company, three: list[str]
) -> None:
    spoilt, grown, fine = three
    with company.database.transaction() as connection:
        drop_triggers(connection)
        mine = events.c.instance_id == instance_id(connection, spoilt)
        connection.execute(update(events).where(mine, events.c.seq == 1).values(actor="otro"))
    verify(company, *three)
    company.command("claim", company.task(grown, "validacion").item.id, actor="preventa")
    new = company.start()
    assert {line.folio: line.proof for line in lines(company)} == {
        spoilt: NOT_IN_ORDER,
        grown: GROWN,
        fine: IN_ORDER,
        new: UNVERIFIED,
    }
    for proof, folio in ((NOT_IN_ORDER, spoilt), (GROWN, grown), (IN_ORDER, fine), (UNVERIFIED, new)):
        assert found(company, proof=proof) == [folio]
    assert [line.verified_at is None for line in lines(company)] == [True, False, False, False]


def test_what_comes_to_an_instance_that_was_over_makes_it_one_that_has_grown(
    company: Company, three: list[str]
) -> None:
    ended, others = three[0], three[1:]
    company.command("cancel", ended, "Duplicada", actor="comercial")
    verify(company, *three)
    assert found(company, proof=GROWN) == []
    with company.database.transaction() as connection:
        final = select(instances.c.folio).join(verifications).where(verifications.c.final)
        assert list(connection.execute(final).scalars()) == [ended]
        comments.comment(connection, company.runtime, ended, "Era la misma", actor="comercial", at=company.clock())
    assert found(company, proof=GROWN) == [ended] and found(company, proof=IN_ORDER) == others[::-1]
    verify(company, ended)
    assert found(company, proof=GROWN) == []


def test_each_line_says_the_last_seal(company: Company, three: list[str], keys: KeyFile) -> None:
    seal(company, keys)
    company.do(three[1], "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]})
    seal(company, keys)
    again = company.clock.now
    new = company.start()
    told = {line.folio: line for line in lines(company)}
    assert (told[new].sealed_to, told[new].sealed_at) == (0, None)
    assert (told[three[1]].sealed_to, told[three[1]].sealed_at) == (told[three[1]].events, again)
    assert told[three[0]].sealed_to == 4 and told[three[0]].sealed_at != again


def test_pages_follow_each_other_without_gap_or_repetition(company: Company) -> None:
    folios = [company.start() for _ in range(7)]
    for order, text, descending in product(("started", "client"), ("", "GC"), (True, False)):
        seen: list[str] = []
        after = None
        while True:
            with company.database.reading() as connection:
                wanted = Wanted(text, order=order, descending=descending)
                page, after = register.page(connection, EVERYTHING, wanted, after=after, limit=3)
            seen += [line.folio for line in page]
            if after is None:
                break
        assert seen == (folios[::-1] if descending else folios), order


def test_a_page_behind_a_folio_that_is_not_there_is_the_first(company: Company, three: list[str]) -> None:
    with company.database.reading() as connection:
        assert register.page(connection, EVERYTHING, Wanted(), after="GC-1999-0001")[0][0].folio == three[2]


def test_one_line_by_its_folio(company: Company, three: list[str]) -> None:
    with company.database.reading() as connection:
        line = register.line(connection, three[1])
        assert line is not None and (line.client, line.events) == ("Ámbar", 4)
        assert register.line(connection, "GC-1999-0001") is None


def test_the_versions_to_choose_from_are_those_that_came_into_force(company: Company) -> None:
    with company.database.reading() as connection:
        assert register.versions(connection) == [("alianzas_estrategicas", 1), ("gestion_comercial", 4)]
