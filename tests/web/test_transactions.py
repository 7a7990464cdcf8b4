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

from engine.db import Database
from engine.definitions import copies, drafts
from engine.documents.references import named_in
from engine.errors import StoreUnavailable
from engine.history.channels import SITE
from engine.history.keys import new_key
from engine.identity import accounts, sessions
from engine.settings import Settings
from tests.engine.client_access.proposal import sent, token_of
from tests.engine.verification.opportunity import seal
from tests.support import Company
from tests.watching import watched
from tests.web.conftest import Visitor
from web.app import create_app

Visit = Callable[[str], Visitor]

EVERYTHING = "administrador"
"""Who may see every page but those that only the people of a step or of a link see."""
READERS = {"inbox.work": "cliente", "drafts.draw": "director_comercial"} | dict.fromkeys(
    ("drafts.copy", "drafts.copy_diagram", "drafts.copy_form"), "director_comercial"
)


@pytest.fixture
def app(company: Company) -> Flask:
    """The site while its clock stands still: no session grows old meanwhile."""
    settings = Settings(company.database.url)
    return create_app(settings, company.database, company.runtime, clock=lambda: company.clock.now, demo=True)


@pytest.fixture
def addresses(company: Company, app: Flask, tmp_path: Path) -> dict[str, str]:
    """An address of each page, by its endpoint."""
    folio = sent(company)
    sealed = seal(company, new_key(tmp_path / "seal.pem"))
    with company.database.transaction() as connection:
        author = {"actor": "director_comercial", "at": company.clock()}
        draft = drafts.start_draft(connection, "gestion_comercial", **author)
        saved = drafts.save_draft(connection, "gestion_comercial", diagram=draft.diagram + b" ", **author)
        form = {"prospeccion": draft.forms["prospeccion"] + b" "}
        late = {"diagram": draft.diagram + b"  ", "forms": form, "revision": draft.revision, **author}
        copies.save_or_keep(connection, "gestion_comercial", **late)
        (copy,) = copies.copies(connection, saved.id, author["actor"])
        password = accounts.make_link(connection, "preventa", actor=EVERYTHING, at=company.clock())
    files = {sha256 for event in company.history(folio) for _, sha256 in named_in(event.payload)}
    token = token_of(company, folio)
    offered = Visitor(app.test_client()).get(f"/portal/{token}").page.xpath("//a[contains(@href, '/archivos/')]/@href")
    known = {
        "folio": folio,
        "sha256": min(files),
        "process_id": "gestion_comercial",
        "number": "4",
        "form_id": "prospeccion",
    }
    special = {
        "drafts.copy": {"id": str(copy.id)},
        "drafts.copy_diagram": {"id": str(copy.id)},
        "drafts.copy_form": {"id": str(copy.id)},
        "inbox.work": {"id": company.tasks(folio)[0].item.id},
        "assigning.glance": {"id": company.tasks(folio)[0].item.id},
        "administration.person": {"id": "preventa"},
        "account.link": {"token": password},
        "portal.show": {"token": token},
        "portal.file": {"token": token, "sha256": offered[0].rpartition("/")[2]},
        "help.page": {"name": "personal"},
        "help.rule": {"code": "deadlock"},
        "help.picture": {"name": "auditoria"},
        "audit.seal": {"number": str(sealed.number)},
        "audit.diagram": {"query": "?proceso=gestion_comercial"},
    }
    found = {}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            values = known | special.get(rule.endpoint, {})
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda part, values=values: values[part[1]], rule.rule)
            found[rule.endpoint] = path + values.get("query", "")
    return found


def begun(statements: list[tuple[str, object]]) -> list[str]:
    return [sql for sql, _ in statements if sql.startswith("BEGIN")]


def test_every_page_reads_in_one_transaction(company: Company, visit: Visit, addresses: dict[str, str]) -> None:
    people = {person: visit(person).client for person in {EVERYTHING, *READERS.values()}}
    wrong = {}
    for endpoint, path in addresses.items():
        with watched(company.database) as statements:
            answer = people[READERS.get(endpoint, EVERYTHING)].get(path)
            answer.close()
        if answer.status_code != 200 or begun(statements) != ["BEGIN"]:
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
