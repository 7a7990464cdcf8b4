"""The demonstration's company has something of everything behind it, all of it by commands, and the same each time."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from time import process_time

import pytest
from sqlalchemy import func, select

from engine.calendar.models import office_days
from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.definitions import queries as definitions
from engine.definitions import sources
from engine.definitions.drafts import open_headings
from engine.definitions.statuses import DraftStatus
from engine.documents.models import files
from engine.history.channels import SITE
from engine.identity.queries import all_people
from engine.identity.substitutions import standing_in
from engine.incidents import queries as incidents
from engine.instances import queries
from engine.instances.queries import Instance, OpenTask
from engine.instances.reading import EVERYTHING
from engine.instances.runtime import Runtime
from engine.notifications.models import has_status, outbox
from engine.notifications.statuses import LetterStatus
from engine.telling.models import MailStatus, notices
from engine.verification.instance_verifier import verify
from engine.verification.models import verifications
from engine.webhooks import queries as webhooks
from tests.support import Company, FixedClock
from web import demo
from web.demo.answers import Course, Deal, answers
from web.demo.trade import CLIENTS, SERVICES

NOW = datetime(2026, 11, 18, 19, 0, tzinfo=UTC)  # a Wednesday, one in the afternoon in Mexico City
HASTE = 15.0  # seconds


def made(folder: Path) -> Company:
    clock = FixedClock()
    clock.now = NOW
    company = Company(
        Database(f"sqlite:///{folder}/demo.sqlite3", SITE), Runtime(OfficeCalendar("America/Mexico_City")), clock
    )
    demo.prepare(company.database, company.runtime, lambda: NOW, empty=False)
    return company


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Company, float]]:
    began = process_time()
    company = made(tmp_path_factory.mktemp("demo"))
    yield company, process_time() - began
    company.database.close()


@pytest.fixture(scope="module")
def company(living: tuple[Company, float]) -> Company:
    return living[0]


@pytest.fixture(scope="module")
def instances(company: Company) -> list[Instance]:
    with company.database.reading() as connection:
        return queries.all_instances(connection, EVERYTHING)


@pytest.fixture(scope="module")
def waiting(company: Company) -> list[OpenTask]:
    return company.tasks()


def test_it_is_made_in_seconds(living: tuple[Company, float]) -> None:
    assert living[1] < HASTE


def test_some_sixty_opportunities_in_half_a_year_won_lost_refused_cancelled_and_under_way(
    instances: list[Instance],
) -> None:
    ends = Counter(each.end or each.status for each in instances)
    assert sum(ends.values()) == 60
    assert ends["fin_ganada"] >= 15 and ends["running"] >= 15
    assert min(ends["fin_no_obtenida"], ends["fin_no_go"]) >= 5 and ends["cancelled"] >= 2
    assert NOW - min(each.started_at for each in instances) > timedelta(days=175)


def test_work_waits_in_every_lane_overdue_due_today_and_with_somebody(waiting: list[OpenTask]) -> None:
    assert len({each.item.visit.element for each in waiting}) >= 10
    terms = [each.item.due_at for each in waiting if each.item.due_at]
    assert sum(at < NOW for at in terms) >= 3
    assert any(NOW <= at < NOW + timedelta(days=1) for at in terms)
    assert any(each.item.assignee for each in waiting) and any(not each.item.assignee for each in waiting)
    assert any(each.item.visit.element == "revisar_propuesta" for each in waiting)


def test_several_people_in_each_lane_one_on_leave_whose_work_another_does(company: Company) -> None:
    with company.database.reading() as connection:
        people = all_people(connection)
        away = {each.id: standing_in(connection, each.id, NOW) for each in people}
    lanes = ["comercial", "preventa", "soc_noc", "ciberinteligencia", "consultoria", "alianzas", "cumplimiento"]
    assert all(sum(lane in each.roles for each in people) > 1 for lane in lanes)
    assert not {each.name for each in people if each.id != "cliente"} & set(demo.ROLES.values())
    assert away["paola"] == {"preventa"}
    done_for = {event.in_place_of for folio in folios(company) for event in company.history(folio)} - {None}
    assert done_for >= {"cumplimiento"}


def folios(company: Company) -> list[str]:
    with company.database.reading() as connection:
        return [each.folio for each in queries.all_instances(connection, EVERYTHING)]


def test_two_versions_one_instance_that_was_moved_and_one_that_a_mistake_stopped(
    company: Company, instances: list[Instance]
) -> None:
    with company.database.reading() as connection:
        version = definitions.in_force(connection)["gestion_comercial"]
        stopped = incidents.found(connection, company.runtime, EVERYTHING)
    ran_on = Counter(each.versions["gestion_comercial"] for each in instances)
    assert set(ran_on) == {version.number - 1, version.number} and min(ran_on.values()) > 5
    types = Counter(event.type for each in instances for event in company.history(each.folio))
    assert types["instance_migrated"] == 1 and types["incident_raised"] == 2 and types["incident_resolved"] == 1
    assert len(stopped) == 1
    assert types["comment_made"] > 60
    assert min(types[f"user_task_{what}"] for what in ("claimed", "assigned", "asked_for", "taken_over")) > 0
    assert types["client_link_answered"] > 10


def test_a_version_waits_for_its_review_a_letter_came_back_and_some_histories_were_verified(company: Company) -> None:
    with company.database.reading() as connection:
        drafts = open_headings(connection)
        dead = connection.execute(select(outbox.c.error).where(has_status(LetterStatus.DEAD))).scalars().all()
        verified = connection.execute(select(func.count()).select_from(verifications)).scalar()
        hooks = webhooks.active(connection)
        decided = connection.execute(select(func.count()).select_from(office_days)).scalar()
    assert [(each.process_id, each.status) for each in drafts] == [("alianzas_estrategicas", DraftStatus.REVIEW)]
    assert dead and all("550" in error for error in dead)
    assert (verified, decided, hooks) == (20, 6, [])


def test_people_were_told_and_have_read_but_the_latest_and_who_is_late_was_reminded(company: Company) -> None:
    with company.database.reading() as connection:
        rows = connection.execute(select(notices.c.kind, notices.c.read_at, notices.c.mail)).all()
    assert {row.kind for row in rows} >= {"work_arrived", "mentioned", "overdue", "won", "no_go", "work_taken_over"}
    unread = [row for row in rows if row.read_at is None]
    assert 10 < len(unread) < len(rows) / 10
    assert {row.mail for row in rows} == {MailStatus.NONE}
    types = {event.type for folio in folios(company) for event in company.history(folio)}
    assert types >= {"user_task_reminded", "user_task_escalated"}


def test_what_is_in_force_is_what_ships(company: Company) -> None:
    with company.database.reading() as connection:
        numbers = {name: version.number for name, version in definitions.in_force(connection).items()}
        stored = {name: definitions.diagram(connection, name, number) for name, number in numbers.items()}
    assert set(stored.values()) == {each.diagram for each in sources.shipped()}


def test_every_history_is_one_that_its_diagram_allows(company: Company) -> None:
    with company.database.reading() as connection:
        found = {folio: verify(connection, company.runtime, folio) for folio in folios(company)}
    assert [folio for folio, each in found.items() if not each.ok] == []


def test_files_are_what_their_names_say(company: Company) -> None:
    with company.database.reading() as connection:
        contents = {row.sha256: row.content for row in connection.execute(select(files.c.sha256, files.c.content))}
    history = [event for folio in folios(company) for event in company.history(folio)]
    named = {(each["sha256"], each["name"]) for event in history for each in files_in(event.payload)}
    kinds = Counter(Path(name).suffix for _, name in named)
    assert kinds[".pdf"] > 50 and kinds[".docx"] > 50
    for sha256, name in named:
        if name.endswith(".pdf"):
            assert contents[sha256].startswith(b"%PDF-1.4") and contents[sha256].endswith(b"%%EOF\n")
        else:
            assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(contents[sha256])).namelist()


def files_in(value: object) -> Iterator[Mapping[str, str]]:
    if isinstance(value, Mapping) and "sha256" in value:
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from files_in(each)


def test_whatever_is_answered_is_asked_by_some_form() -> None:
    asked = "".join(form.decode() for source in sources.shipped() for form in source.forms.values())
    elements = [name for source in sources.shipped() for name in source.forms]
    deal = Deal(1, CLIENTS[0], SERVICES[0], ("soc_noc",), 1, Course.NO_GO, True, "a", "b", date(2026, 1, 5), "CRM")
    calendar = OfficeCalendar("America/Mexico_City")
    given = {
        name
        for element in elements
        for name in answers(deal, element, 1, date(2026, 1, 5), calendar, lambda name, content: {"name": name})
    }
    assert {name for name in given if f'"key": "{name}"' not in asked and f'"path": "{name}"' not in asked} == set()


def test_made_twice_at_the_same_moment_the_same_happened(company: Company, tmp_path: Path) -> None:
    other = made(tmp_path)
    told = partial(happened, other)
    assert [happened(company, folio) for folio in folios(company)] == [told(folio) for folio in folios(other)]
    other.database.close()


def happened(company: Company, folio: str) -> list[tuple[object, ...]]:
    return [(event.at, event.type, event.element, event.actor) for event in company.history(folio)]
