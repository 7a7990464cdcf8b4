"""One request, one moment: a page reads in one transaction, and a command's transaction is the only other one."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from bpmn.examples import Sketch
from engine.db import Database
from engine.definitions import arrivals, scenarios
from engine.definitions.inspection import Source
from engine.documents.references import named_in
from engine.errors import StoreUnavailable
from engine.history import checkpoints
from engine.history.channels import SITE
from engine.history.keys import new_key
from engine.identity import accounts, calendar_feeds, sessions
from engine.sampling import commands as sampling
from engine.sampling.drawing import Member, Method
from engine.settings import Settings
from engine.trials.acts import Complete, Walk
from engine.trials.course import file_named
from engine.webhooks import commands as webhooks
from tests.engine.audits.desk import planned, raised
from tests.engine.client_access.proposal import sent, token_of
from tests.engine.definitions.copying import with_a_copy
from tests.engine.verification.opportunity import seal
from tests.support import Company
from tests.watching import watched
from tests.web.conftest import Visitor
from web.app import create_app
from web.auth.account import CHOSEN

Visit = Callable[[str], Visitor]

DRAWN = Sketch("start > review > end").source()
EVERYTHING = "administrador"
"""Who may see every page but those that only the people of a step or of a link see."""
READ_NOTHING = {"static", "health.live", "company.logo"}
APART = {"live.wait"}
"""What looks at the end of all histories, in as many transactions as it takes to know it (`engine.webhooks.feed`)."""
ENTERED = {"audit.evidence", "audit.evidence_of_all", "samples.sheet", "samples.members", "samples.sheets"}
"""What is given out and then entered, in a transaction of its own: who took or opened it, and when."""
READERS = {
    "inbox.work": "cliente",
    "audits.new": "auditor",
    "audits.edit": "auditor",
    "indicators.index": "auditor",
    "policies.index": "auditor",
    "findings.new": "auditor",
    "findings.edit": "auditor",
    "opportunities.ask_to_start": "comercial",
    "drafts.draw": "director_comercial",
    "document_room.show": "director_comercial",
    "check_room.show": "director_comercial",
    "check_room.new": "director_comercial",
    "arrivals.new": "director_comercial",
    "arrivals.show": "director_comercial",
    "arrivals.original": "director_comercial",
    "opportunities.ask_to_dispose": "control_documentos",
} | dict.fromkeys(
    (
        *("drafts.copy", "drafts.copy_diagram", "drafts.copy_form"),
        *("form_room.index", "form_room.show", "form_room.field", "form_room.look"),
        *("variables.index", "variables.show"),
        *("trials.show", "trials.progress", "trials.diagram", "trials.file"),
    ),
    "director_comercial",
)
READERS |= dict.fromkeys(
    (f"samples.{name}" for name in ("index", "ask", "show", "sheet", "members", "sheets")), "auditor"
)


@pytest.fixture
def app(company: Company) -> Flask:
    """The site while its clock stands still: no session grows old meanwhile."""
    settings = Settings(company.database.url)
    return create_app(settings, company.database, company.runtime, clock=lambda: company.clock.now, demo=True)


@pytest.fixture
def addresses(company: Company, app: Flask, tmp_path: Path) -> dict[str, str]:
    """An address of each page, by its endpoint."""
    company.reads(EVERYTHING)
    folio = sent(company)
    sealed = seal(company, new_key(tmp_path / "seal.pem"))
    with company.database.transaction() as connection:
        draft, copy = with_a_copy(connection, at=company.clock())
        by = {"actor": "director_comercial", "at": company.clock()}
        brought, other = (arrivals.receive(connection, "a.bpmn", DRAWN, {}, **by) for _ in range(2))
        begun_from_a_file = arrivals.begin(connection, other, "process", Source("", DRAWN), new=True, **by).process_id
        attached = file_named("acta.pdf")
        filled_in = Complete("comercial", "prospeccion", None, {"archivo": [attached]})
        walk = Walk("comercial", company.clock(), (filled_in,))
        scenarios.put_walk(connection, draft.id, "director_comercial", walk.text(), at=company.clock())
        checkpoints.keep_stamp(connection, sealed.size, b"a time-stamp")
        password = accounts.make_link(connection, "preventa", actor=EVERYTHING, at=company.clock())
        agenda = calendar_feeds.make(connection, lanes=True, actor="comercial", at=company.clock())
        told = webhooks.add(
            connection, "CRM", "https://crm.example.com/", networks=(), actor="administrador", at=company.clock()
        )
        drawn = sampling.draw_sample(
            connection, "Todas", ["A"], [Member(folio)], Method.RANDOM, seed="7", size=1, asked="", actor="auditor",
            at=company.clock(),
        )  # fmt: skip
    audit, finding = {"code": planned(company).code}, {"code": raised(company).code}
    over = company.start()
    company.command("cancel", over, "Duplicada", actor="comercial")
    files = {sha256 for event in company.history(folio) for _, sha256 in named_in(event.payload)}
    token = token_of(company, folio)
    offered = Visitor(app.test_client()).get(f"/portal/{token}").page.xpath("//a[contains(@href, '/archivos/')]/@href")
    known = {
        "folio": folio,
        "sha256": min(files),
        "process_id": "gestion_comercial",
        "number": "4",
        "form_id": "prospeccion",
        "place": "0",
        "datum": "alcance",
        "record": "f-com-001",
        "suffix": "typ",
        "called": "alianzas_estrategicas",
        "kind": "overdue",
        "paper": "pdf",
        "page": "1",
    }
    special = {
        "records.file": {"number": "1"},
        "records.page": {"number": "1"},
        "trials.file": {"sha256": str(attached["sha256"])},
        "arrivals.show": {"id": str(brought)},
        "arrivals.original": {"process_id": begun_from_a_file},
        "drafts.copy": {"id": str(copy.id)},
        "drafts.copy_diagram": {"id": str(copy.id)},
        "drafts.copy_form": {"id": str(copy.id)},
        "inbox.work": {"id": company.tasks(folio)[0].item.id},
        "assigning.glance": {"id": company.tasks(folio)[0].item.id},
        "returning.ask": {"id": company.tasks(folio)[0].item.id},
        "administration.person": {"id": "preventa"},
        "opportunities.ask_to_start": {"query": "?process=gestion_comercial"},
        "cancelling.ask": {"folio": folio},
        "heading.role": {"id": "preventa"},
        "account.link": {"token": password},
        "account.chosen": {"who": app.extensions["cauce"].signer.dumps([CHOSEN, "preventa"])},
        "audits.show": audit,
        "audits.edit": audit,
        "audits.report": audit,
        "findings.show": finding,
        "findings.edit": finding,
        "webhooks.show": {"id": str(told[0])},
        "portal.show": {"token": token},
        "agenda_feed.feed": {"secret": agenda},
        "portal.file": {"token": token, "sha256": offered[0].rpartition("/")[2]},
        "help.page": {"name": "personal"},
        "help.rule": {"code": "deadlock"},
        "help.picture": {"name": "auditoria"},
        "audit.seal": {"number": str(sealed.number)},
        "audit.stamp": {"number": str(sealed.number)},
        "opportunities.ask_to_dispose": {"folio": over},
        **{f"samples.{name}": {"id": str(drawn)} for name in ("show", "sheet", "members", "sheets")},
        "mining.take": {"name": "pasos.xes"},
        "audit.diagram": {"query": "?proceso=gestion_comercial"},
        "check_room.show": {"key": "business_case"},
        "check_room.new": {"query": "?politica=0"},
    }
    found = {}
    part_of_path = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")
    for rule in app.url_map.iter_rules():
        by_token = rule.endpoint.startswith("api.")  # `tests.web.api`
        if "GET" in (rule.methods or ()) and rule.endpoint not in READ_NOTHING | APART and not by_token:
            values = known | special.get(rule.endpoint, {})
            path = part_of_path.sub(lambda part, values=values: values[part[1]], rule.rule)
            found[rule.endpoint] = path + values.get("query", "")
    return found


def begun(statements: list[tuple[str, object]]) -> list[str]:
    return [sql for sql, _ in statements if sql.startswith("BEGIN")]


@pytest.mark.processes  # records are written by processes of their own
def test_every_page_reads_in_one_transaction(company: Company, visit: Visit, addresses: dict[str, str]) -> None:
    people = {person: visit(person).client for person in {EVERYTHING, *READERS.values()}}
    wrong = {}
    for endpoint, path in addresses.items():
        with watched(company.database) as statements:
            answer = people[READERS.get(endpoint, EVERYTHING)].get(path)
            answer.close()
        written = ["BEGIN IMMEDIATE"] if endpoint in ENTERED else []
        if answer.status_code != 200 or begun(statements) != ["BEGIN", *written]:
            wrong[endpoint] = answer.status_code, begun(statements)
    assert wrong == {}
    assert len(addresses) > 35


def test_a_refusal_is_said_in_the_moment_that_was_read(company: Company, visit: Visit) -> None:
    page = visit("comercial")
    for path, status in (("/oportunidades/GC-2026-0099", 404), ("/administracion", 403)):
        with watched(company.database) as statements:
            assert page.client.get(path).status_code == status
        assert begun(statements) == ["BEGIN"]


def test_a_command_is_one_transaction_beside_that_of_who_is_here(company: Company, visit: Visit) -> None:
    page = visit("comercial")
    with page.client.session_transaction() as session:
        session["csrf"] = "a token"
    with watched(company.database) as statements:
        answer = page.client.post("/oportunidades", data={"csrf-token": "a token", "process": "gestion_comercial"})
    assert answer.status_code == 303
    assert begun(statements) == ["BEGIN", "BEGIN IMMEDIATE"]


def test_that_a_session_was_used_is_noted_once_the_page_is_made(company: Company, visit: Visit) -> None:
    page = visit("comercial")
    company.clock.now += timedelta(minutes=6)
    for expected in (["BEGIN", "BEGIN IMMEDIATE"], ["BEGIN"]):
        with watched(company.database) as statements:
            assert page.client.get("/cuenta").status_code == 200
        assert begun(statements) == expected


@pytest.mark.processes
@pytest.mark.both_databases
def test_a_page_shows_one_moment_while_another_process_writes(
    company: Company, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The step is completed by another process after the page has read what waits, and before it reads how far the
    opportunity got: it shows both as they were, and the next page both as they are."""
    folio = company.start()
    page = visit("comercial")
    done = []

    def progress_after_another_process(*args: object) -> object:
        if not done:
            done.append(cauce(company.database.url, "complete", company.tasks(folio)[0].item.id, "--fill"))
        return progress(*args)

    from web.opportunities import views

    progress = views.instance_progress
    monkeypatch.setattr(views, "instance_progress", progress_after_another_process)

    def waits_and_is_at(page: Visitor) -> tuple[str, str, int]:
        at = page.page.xpath("//table[contains(@class, 'steps')]//tr[@class='current']//summary")
        waits = page.page.xpath("//ul[@class='work']//*[@class='step']")
        return waits[0].text, at[0].text, len(page.page.xpath("//table[contains(@class, 'history')]/tbody/tr"))

    before = waits_and_is_at(page.get(f"/oportunidades/{folio}"))
    after = waits_and_is_at(page.get(f"/oportunidades/{folio}"))
    assert done == [0]
    assert before[0] == before[1] and after[0] == after[1]
    assert before[0] != after[0] and before[2] < after[2]


def cauce(url: str, *arguments: str) -> int:
    """Another process: the terminal on the same database."""
    command = [sys.executable, "-c", "from web.cli import main; main()", *arguments, "--as", "director_comercial"]
    run = subprocess.run(command, env=os.environ | {"CAUCE_DATABASE_URL": url}, capture_output=True)
    assert run.returncode == 0, run.stderr
    return run.returncode


@pytest.fixture
def begun_elsewhere(postgresql_company: Company) -> Iterator[Callable[[], int]]:
    """How many transactions the site has left open, as the server sees it."""
    other = Database(postgresql_company.database.url, SITE)

    def count() -> int:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
        with other.reading() as connection:
            return int(connection.execute(text(query)).scalar_one())

    yield count
    other.close()


def test_no_page_leaves_a_transaction_open(
    postgresql_company: Company, begun_elsewhere: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    company = postgresql_company
    settings = Settings(company.database.url)
    app = create_app(settings, company.database, company.runtime, clock=company.clock, demo=True)
    page = Visitor(app.test_client()).post("/entrar", {"person": "comercial"})
    for path, status in (("/bandeja", 200), ("/oportunidades/GC-2026-0099", 404), ("/administracion", 403)):
        assert page.get(path).status == status
        assert begun_elsewhere() == 0

    def fail(*_args: object, **_options: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("web.opportunities.views.listing.page", fail)
    assert page.get("/oportunidades").status == 500
    assert begun_elsewhere() == 0


def test_a_page_that_is_made_is_shown_though_the_use_of_the_session_cannot_be_noted(visit, company, monkeypatch):
    def busy(*_args: object, **_more: object) -> None:
        raise StoreUnavailable(reason="database is locked")

    reader = visit("preventa")
    company.clock.now += sessions.SEEN * 2
    monkeypatch.setattr(sessions, "touch", busy)
    assert reader.get("/bandeja").status == 200


def test_a_page_that_says_that_the_store_went_away_asks_it_for_nothing(visit, company, monkeypatch):
    """Not even for what every page shows in its header: whoever is told to wait would be told of a fault of ours."""
    reader = visit("preventa")

    def gone(*_args: object, **_more: object) -> None:
        raise StoreUnavailable(reason="the connection is closed")

    def closed(*_args: object, **_more: object) -> None:
        raise RuntimeError("the connection is closed")

    monkeypatch.setattr("web.opportunities.views.listing.page", gone)
    monkeypatch.setattr("engine.attention.listing.unread", closed)
    assert reader.get("/oportunidades").status == 503
