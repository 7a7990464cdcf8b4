"""The table of rights of the API: every operation, as everybody, about what is theirs and what is others'.

It is complete by construction: an operation without a row fails, and so does a row without an operation.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from engine.definitions import drafts
from engine.definitions.models import process_drafts
from engine.identity import commands, tokens
from engine.identity.rights import Right
from engine.identity.tokens import Scope
from tests.conftest import COMPANY, open_company
from tests.engine.definitions.publishing import publish
from tests.engine.incidents.stopping import RIGHT, counting
from tests.rights.api_table import GC, PEOPLE, SEES, TABLE, P
from tests.support import Company
from tests.web.conftest import site_of
from web.api.document import document

PROCESSES = {GC: "gestion_comercial", P: "p"}
DOER = {GC: "preventa", P: "cumplimiento"}
FIRST = "GC-2026-0001"
MAY, REFUSED, NOT_THERE, NOBODY = "may", 403, 404, 401


@dataclass(frozen=True)
class Operation:
    """An operation as the document has it."""

    name: str
    method: str
    path: str
    scope: str | None
    open_to_all: bool
    takes_file: bool


OPERATIONS = {
    about["operationId"]: Operation(
        about["operationId"],
        method.upper(),
        path,
        about.get("x-scope"),
        not about["security"],
        "multipart/form-data" in about.get("requestBody", {}).get("content", {}),
    )
    for path, said in document()["paths"].items()
    for method, about in said.items()
    if method != "parameters"
}


@dataclass
class Office:
    """A company with tokens of everybody: for everything, and for everything but one scope."""

    company: Company
    app: Flask
    whole: Mapping[str, str]
    without: Mapping[str, str]
    sha256: str = ""

    def begin(self, about: str) -> str:
        """An instance of the table."""
        if about == P:
            return self.company.start("p", "cumplimiento")
        folio = self.company.start()
        self.company.do(folio, "prospeccion", {"origen_requerimiento": "rfp"})
        return folio

    def ask(self, operation: Operation, folio: str, about: str, token: str | None) -> int:
        """The status of an answer."""
        row, company = TABLE[operation.name], self.company
        if row.draft:
            self._let_the_draft_stand(row.draft)
        places = {"folio": folio, "process": PROCESSES[about], "doer": DOER[about], "sha256": self._file(folio)}
        places["id"] = company.tasks(folio)[0].item.id if company.tasks(folio) else f"{folio}.2"
        options: dict[str, Any] = {}
        if operation.takes_file:
            options = {"data": {"file": (BytesIO(b"%PDF-1.7"), "a.pdf")}, "content_type": "multipart/form-data"}
        elif row.body is not None:
            text = json.dumps(row.body)
            for name, value in places.items():
                text = text.replace(f"{{{name}}}", value)
            options = {"data": text, "content_type": "application/json"}
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        address = operation.path.format(**{**places, **row.path})
        client = self.app.test_client()
        return client.open(address, method=operation.method, headers=headers, **options).status_code

    def _let_the_draft_stand(self, status: str) -> None:
        first = (
            select(func.min(process_drafts.c.id))
            .where(process_drafts.c.process_id == "gestion_comercial")
            .scalar_subquery()
        )
        stands = {"status": status, "author": "director_comercial", "revision": 1}
        with self.company.database.transaction() as connection:
            connection.execute(update(process_drafts).where(process_drafts.c.id != first).values(status="discarded"))
            connection.execute(update(process_drafts).where(process_drafts.c.id == first).values(stands))

    def _file(self, folio: str) -> str:
        found = [
            each["sha256"]
            for event in self.company.history(folio)
            for each in event.payload.get("documento_cliente") or ()
        ]
        return str(found[0]) if found else "0" * 64


@pytest.fixture(scope="module")
def office(sqlite_templates: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_company(sqlite_templates.make(COMPANY, tmp_path_factory.mktemp("rights"))) as company:
        by = {"actor": "administrador", "at": company.clock()}
        with company.database.transaction() as connection:
            for id, name in (("lector", "Lector"), ("nuevo", "Nuevo")):
                commands.register_person(connection, id, name, (), email=None, **by)
            commands.give_right(connection, "lector", Right.READ, "gestion_comercial", **by)
        publish(company, counting(RIGHT, lane="cumplimiento"))
        with company.database.transaction() as connection:
            author = {"actor": "director_comercial", "at": company.clock()}
            draft = drafts.start_draft(connection, "gestion_comercial", **author)
            renamed = draft.diagram.replace(b'"Realizar correcciones"', b'"Corregir la propuesta"')
            drafts.save_draft(connection, "gestion_comercial", diagram=renamed, **author)
        secrets: dict[str, str] = {}
        with company.database.transaction() as connection:
            for each in PEOPLE:
                secrets[each] = tokens.make(connection, "todo", tuple(Scope), actor=each, at=company.clock())[1]
            less = {
                str(scope): tokens.make(
                    connection, "menos", set(Scope) - {scope}, actor="comercial", at=company.clock()
                )[1]
                for scope in Scope
            }
        found = Office(company, site_of(company), secrets, less)
        assert found.begin(GC) == FIRST
        yield found


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    assert TABLE.keys() == OPERATIONS.keys()


def cells() -> Iterator[tuple[str, str]]:
    for name, row in TABLE.items():
        yield name, GC
        if row.about or not isinstance(row.may, frozenset):
            yield name, P


CELLS = list(cells())


@pytest.mark.parametrize(("name", "about"), CELLS)
def test_who_may_and_who_is_told_that_there_is_nothing(office: Office, name: str, about: str) -> None:
    operation, row = OPERATIONS[name], TABLE[name]
    found: dict[str, object] = {}
    expected: dict[str, object] = {}
    for person in PEOPLE:
        folio = office.begin(about) if row.about else FIRST
        if row.verified:
            office.ask(OPERATIONS["verify_instance"], folio, about, office.whole["auditor"])
        status = office.ask(operation, folio, about, office.whole[person])
        found[person] = MAY if status not in (NOBODY, REFUSED, NOT_THERE) and status < 500 else status
        if person in row.who(about):
            expected[person] = row.met or MAY
        else:
            hidden = row.about and person not in SEES[about] and (row.told or person == "administrador")
            expected[person] = NOT_THERE if hidden else row.refused
    assert found == expected


@pytest.mark.parametrize("name", TABLE)
def test_nobody_asks_without_a_token_and_no_token_does_what_it_is_not_for(office: Office, name: str) -> None:
    operation = OPERATIONS[name]
    folio = office.begin(GC)
    assert office.ask(operation, folio, GC, None) == (200 if operation.open_to_all else NOBODY)
    if operation.scope is not None:
        assert office.ask(operation, folio, GC, office.without[operation.scope]) == REFUSED


def test_how_many_cells_the_table_has() -> None:
    """So many answers are held against it, besides two for each operation without a token or its scope."""
    assert len(CELLS) * len(PEOPLE) >= 1_000 and len(SEES[GC] | SEES[P]) < len(PEOPLE)
