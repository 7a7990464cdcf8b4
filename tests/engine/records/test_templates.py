"""Templates of records: shipped, put by the company, withdrawn, all of it on record."""

import pytest
from sqlalchemy import update

from engine.definitions.signing import RightRequired
from engine.errors import NotFound
from engine.records import templates
from engine.records.kinds import RecordKind
from engine.records.models import Format, record_templates
from engine.records.templates import MAX_SIZE, TemplateTooLarge
from engine.verification.ledger_checks import ledger_checks
from tests.support import Company

KIND = RecordKind("f-com-001", "gestion_comercial", "F-COM-001", "Requerimiento", ("prospeccion",), frozenset({"x"}))
OTHER = RecordKind("dimensionamiento", "gestion_comercial", "", "Dimensionamiento", ("x",), frozenset({"x"}))
BY = "control_documentos"

pytestmark = pytest.mark.both_databases


def put(company: Company, kind: RecordKind, content: bytes, *, actor: str = BY, format_: Format = Format.TYPST) -> int:
    with company.database.transaction() as connection:
        return templates.put(connection, kind, format_, "mía.typ", content, actor=actor, at=company.clock())


def current(company: Company, kind: RecordKind) -> tuple[int, bytes] | None:
    with company.database.reading() as connection:
        found = templates.template(connection, kind.process_id, kind.key, Format.TYPST)
    return None if found is None else (found.number, found.content)


def problems(company: Company) -> list[str]:
    with company.database.reading() as connection:
        checks = ledger_checks(connection, ["templates"])
    return [str(problem) for check in checks for problem in check.problems]


def test_the_shipped_one_holds_until_another_is_put_and_again_when_that_is_withdrawn(company: Company) -> None:
    shipped = current(company, KIND)
    assert shipped is not None and shipped[0] == 0
    assert put(company, KIND, b"una") == 1
    assert put(company, KIND, b"otra") == 2
    assert current(company, KIND) == (2, b"otra")
    with company.database.transaction() as connection:
        templates.withdraw(connection, KIND, Format.TYPST, actor=BY, at=company.clock())
    assert current(company, KIND) == shipped
    assert put(company, KIND, b"tres") == 4
    with company.database.reading() as connection:
        acts = templates.acts(connection, KIND.process_id)
    assert [(act.number, act.withdrawn) for act in acts] == [(4, False), (3, True), (2, False), (1, False)]
    assert problems(company) == []


def test_a_record_without_a_template_is_not_made_until_it_has_one(company: Company) -> None:
    with company.database.reading() as connection:
        assert templates.formats(connection, [KIND, OTHER]) == [(Format.DOCX, Format.TYPST), ()]
    put(company, OTHER, b"una")
    with company.database.reading() as connection:
        assert templates.formats(connection, [OTHER]) == [(Format.TYPST,)]


def test_only_who_prepares_or_keeps_the_documents_puts_one(company: Company) -> None:
    for actor in ("comercial", "administrador", "auditor", "direccion_general"):
        with pytest.raises(RightRequired):
            put(company, KIND, b"una", actor=actor)
    assert put(company, KIND, b"una", actor="director_comercial") == 1


def test_what_is_too_large_or_about_nothing_is_refused(company: Company) -> None:
    with pytest.raises(TemplateTooLarge):
        put(company, KIND, b"x" * (MAX_SIZE + 1))
    with pytest.raises(NotFound):
        put(company, RecordKind("correo", "gestion_comercial", "", "Correo", ("x",), frozenset()), b"una")
    with pytest.raises(NotFound), company.database.transaction() as connection:
        templates.withdraw(connection, KIND, Format.DOCX, actor=BY, at=company.clock())


def test_a_template_that_was_changed_beside_the_ledger_is_told(company: Company) -> None:
    put(company, KIND, b"una")
    with company.database.transaction() as connection:
        connection.execute(update(record_templates).values(content=b"falsa"))
    assert any("f-com-001.typ 1 sha256" in problem for problem in problems(company))


def test_who_put_one_and_might_not_is_told(company: Company) -> None:
    put(company, KIND, b"una", actor="director_comercial")
    with company.database.transaction() as connection:
        connection.execute(update(record_templates).values(put_by="comercial"))
    assert any("put_by" in problem for problem in problems(company))


def test_no_address_leads_out_of_the_folder_of_the_templates() -> None:
    assert templates.shipped("../gestion_comercial", "f-com-001", Format.TYPST) is None
    assert templates.shipped("gestion_comercial", "f-com-001", Format.TYPST) is not None
