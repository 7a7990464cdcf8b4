"""The site answers every cell of its table as it is meant, and no route of it is without a row."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.db import Connection, Database
from engine.identity import calendar_feeds, sessions
from engine.identity import tokens as api_tokens
from engine.instances.reading import Reader
from engine.settings import Settings
from tests.conftest import COMPANY, SqliteTemplates, open_company
from tests.rights.company import DOES, NOBODY, PEOPLE, PLAIN, SEEN, Things, prepared
from tests.rights.site_table import (
    ALL,
    AUDITORS,
    AWAY,
    FILE,
    HIDDEN,
    NO,
    POST,
    READS_DRAFTS,
    REPAIRS,
    ROWS,
    STANDS,
    YES,
    Row,
)
from web.app import create_app
from web.auth.account import CHOSEN
from web.session import TOKEN

APIS = ("api.",)
"""Routes that have a table of their own."""
PART = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")
MEANT = 3_500
"""So many cells the table has at least: who removes a row or a person lowers it."""


class Site:
    """The site over the company, in which everybody has come in, and nothing that is done lasts."""

    def __init__(self, app: Flask, things: Things, tokens: dict[str, str]) -> None:
        self.app, self.things, self._tokens = app, things, tokens
        self.rules = {
            (rule.endpoint, method): rule.rule for rule in app.url_map.iter_rules() for method in rule.methods or ()
        }

    def ask(self, row: Row, person: str, about: str | None) -> TestResponse:
        client: FlaskClient = self.app.test_client()
        with client.session_transaction() as session:
            session["csrf"] = "a token"
            if person != NOBODY:
                session[TOKEN] = self._tokens[person]
        path = self.path(row, about)
        form = {name: self._value(value, about) for name, value in row.form.items()}
        return client.open(
            path, method=row.method, data={"csrf-token": "a token", **form} if row.method == POST else None
        )

    def page(self, path: str, person: str) -> str:
        """What a page or a file says to somebody, whatever it is answered with."""
        client = self.app.test_client()
        with client.session_transaction() as session:
            session[TOKEN] = self._tokens[person]
        answer = client.get(path)
        assert answer.status_code < 500, (path, person)
        text = answer.get_data().decode(errors="replace")
        answer.close()
        return text

    def get(self, path: str, person: str) -> str:
        client = self.app.test_client()
        with client.session_transaction() as session:
            session[TOKEN] = self._tokens[person]
        answer = client.get(path)
        assert answer.status_code == 200, (path, person, answer.status_code)
        text: str = answer.text
        answer.close()
        return text

    def path(self, row: Row, about: str | None) -> str:
        values = {"process_id": "gestion_comercial", **self.things.values}
        if about is not None:
            values |= {"folio": self.things.folios[about], "work_item": self.things.tasks.get(about, "")}
            values |= {"id": self.things.tasks.get(about, "")}
        values |= {name: self._value(value, about) for name, value in row.values.items()}
        return PART.sub(lambda part: values[part[1]], self.rules[row.endpoint, row.method] + row.query)

    def _value(self, value: str, about: str | None) -> Any:
        if value == "<does>":
            return min(DOES[str(about)])
        if value == "<work_item>":
            return self.things.tasks[str(about)]
        if value == FILE:
            return BytesIO(b"<xml/>"), "a.bpmn"
        return self.things.values[value[1:-1]] if value.startswith("<") else value


@pytest.fixture(scope="module")
def site(sqlite_templates: SqliteTemplates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("rights")
    with open_company(sqlite_templates.make(COMPANY, folder)) as company:
        things = prepared(company, folder)
        now = company.clock()
        app = create_app(Settings(company.database.url), company.database, company.runtime, clock=lambda: now)
        with company.database.transaction() as connection:
            tokens = {person: sessions.begin(connection, person, at=now) for person in PEOPLE}
            things.values["api_token"] = _token(connection, now)
            things.values["feed"] = calendar_feeds.make(connection, lanes=True, actor=PLAIN, at=now)
        signer = app.extensions["cauce"].signer
        things.values["chosen"] = signer.dumps([CHOSEN, "preventa"])
        page = app.test_client().get(f"/portal/{things.values['token']}").get_data(as_text=True)
        things.values["offered"] = re.findall(r"/archivos/([0-9a-f]{64})", page)[0]
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(Database, "transaction", _undone(Database.transaction, company.database))
            yield Site(app, things, tokens)


def _token(connection: Connection, now: Any) -> str:
    return api_tokens.make(connection, "Prueba", list(api_tokens.Scope), actor=PLAIN, at=now)[0].id


class _Undo(Exception):
    pass


def _undone(transaction: Any, of: Database) -> Any:
    @contextmanager
    def undone(database: Database) -> Iterator[Connection]:
        if database.engine is not of.engine:  # a draft is tried in one of its own
            with transaction(database) as connection:
                yield connection
            return
        try:
            with transaction(database) as connection:
                yield connection
                raise _Undo
        except _Undo:
            pass

    return undone


def kind(answer: TestResponse, method: str) -> str:
    if answer.status_code == 302 and answer.location == "/":
        return AWAY
    if answer.status_code == 404:
        return HIDDEN
    if answer.status_code == 403:
        return AWAY if method == POST and "Su sesión terminó" in answer.text else NO
    return YES if answer.status_code < 500 else f"a fault: {answer.status_code}"


def test_every_route_has_a_row_and_every_row_a_route(site: Site) -> None:
    there = {
        (rule.endpoint, method)
        for rule in site.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.endpoint.startswith(APIS)
    }
    told = [(row.endpoint, row.method) for row in ROWS]
    assert sorted(there - set(told)) == [], "routes without a row in tests/rights/site.py"
    assert sorted(set(told) - there) == [], "rows without a route"
    assert len(told) == len(set(told))


def cells(rows: Iterable[Row] = ROWS) -> Iterator[tuple[Row, str, str | None]]:
    for row in rows:
        for about in row.may:
            for person in (NOBODY, *PEOPLE):
                yield row, person, about


def test_the_table_has_as_many_cells_as_are_meant() -> None:
    found = list(cells())
    assert len(found) >= MEANT, len(found)
    assert {row.expected(person, about) for row, person, about in found} == {YES, NO, HIDDEN, AWAY, STANDS}


BLUEPRINTS = sorted({row.endpoint.partition(".")[0] for row in ROWS})
PROCESSES = {"audits", "controlled", "records", "record_templates"}
"""Those of which routes start processes of their own."""


@pytest.mark.parametrize(
    "blueprint",
    [pytest.param(each, marks=pytest.mark.processes if each in PROCESSES else ()) for each in BLUEPRINTS],
)
def test_each_cell_is_answered_as_it_is_meant(site: Site, blueprint: str) -> None:
    wrong = wrong_in(site, [row for row in ROWS if row.endpoint.partition(".")[0] == blueprint])
    assert not wrong, "\n".join(f"{what}: {', '.join(people)}" for what, people in wrong.items())


def wrong_in(site: Site, rows: Iterable[Row]) -> dict[str, list[str]]:
    """The cells that are answered otherwise, and the people to whom; also those that tell of what is not found."""
    wrong: dict[str, list[str]] = {}
    for row, person, about in cells(rows):
        answer, meant = site.ask(row, person, about), row.expected(person, about)
        found = kind(answer, row.method)
        if (answer.status_code != 409) if meant == STANDS else (found != meant):
            wrong.setdefault(f"{row.method} {row.endpoint} of {about}: {found}, not {meant}", []).append(person)
        if about is not None and person not in SEEN[about] and found != YES:
            told = [word for word in site.things.secrets[about] if word in answer.text]
            if told:
                wrong.setdefault(f"{row.method} {row.endpoint} of {about} tells {told}", []).append(person)
        answer.close()
    return wrong


def test_a_cell_that_were_answered_otherwise_would_be_seen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = [row for row in ROWS if row.endpoint == "opportunities.show"]
    monkeypatch.setattr(Reader, "sees", lambda *_: True)
    assert wrong_in(site, shown)


LISTS = {
    "/oportunidades": ALL,
    "/oportunidades?orden=cliente": ALL,
    "/oportunidades/lista.csv": ALL,
    "/oportunidades/tablero": ALL,
    "/oportunidades?q={folio}": ALL,
    "/auditoria": AUDITORS,
    "/auditoria/lista.csv": AUDITORS,
    "/auditoria/lista.json": AUDITORS,
    "/auditoria?q={folio}": AUDITORS,
    "/bandeja?q={folio}": ALL,
    "/bandeja": ALL,
    "/incidencias?todas=1": REPAIRS,
    "/procesos/gestion_comercial/mover": REPAIRS,
    "/procesos/p/impacto": READS_DRAFTS,
}
"""Pages that list instances, and who has them."""
WHOLE = {
    "/oportunidades",
    "/oportunidades?orden=cliente",
    "/oportunidades/lista.csv",
    "/auditoria",
    "/auditoria/lista.csv",
    "/auditoria/lista.json",
}
"""Those of them that list every instance that somebody sees."""


@pytest.mark.parametrize("path", sorted(LISTS))
def test_a_list_holds_what_its_reader_sees_and_nothing_else(site: Site, path: str) -> None:
    for person in sorted(LISTS[path]):
        for about, folio in site.things.folios.items():
            text = site.get(path.format(folio=folio), person).replace(f'value="{folio}"', "").replace(f"«{folio}»", "")
            seen = person in SEEN[about]
            if not seen or path in WHOLE:
                assert (folio in text.replace(f"q={folio}", "")) is seen, (path, person, about)
            if not seen:
                assert [word for word in site.things.secrets[about] if word in text] == [], (path, person, about)
