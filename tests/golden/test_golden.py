"""The golden histories: the engine still writes them, byte for byte, and what was written is still proof."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest

from engine.clock import from_text
from engine.disposal.commands import dispose
from engine.history.statuses import InstanceStatus
from engine.instances import commands, queries
from engine.instances.reading import EVERYTHING
from engine.instances.runtime import Runtime
from engine.verification.asked import Folios
from engine.verification.evidence import evidence
from engine.verification.instance_verifier import InstanceVerifier, verify
from engine.verification.rebuild import rebuild
from tests.conftest import COMPANY, Templates
from tests.engine.verification.opportunity import evidence_of_one
from tests.engine.verifier.test_verifier import golden, verifier  # noqa: F401  (fixtures)
from tests.golden.files import FOLDER, Golden, certain, put_back, read_model, recorded
from tests.golden.routes import ROUTES
from tests.support import Company

REWRITE = "If this change of what is stored is meant, run `python -m tests.golden` and read the difference."


@pytest.fixture
def company(templates: Templates, tmp_path: Path) -> Iterator[Company]:
    with certain(templates.make(COMPANY, tmp_path)) as found:
        yield found


def test_there_is_a_file_for_each_route_and_no_other() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(ROUTES)


@pytest.mark.parametrize("route", ROUTES)
def test_the_engine_writes_what_it_wrote(company: Company, route: str) -> None:
    written = recorded(company, ROUTES[route](company)).text()
    assert written == (FOLDER / f"{route}.json").read_text(), REWRITE


@pytest.mark.both_databases
@pytest.mark.parametrize("route", ROUTES)
def test_what_was_written_is_executed_again_and_proven_by_both_verifiers(
    company: Company,
    verifier: ModuleType,  # noqa: F811
    route: str,
) -> None:
    """From the events alone, in a database that never saw the instance: all else that is stored follows from them."""
    written = Golden.read((FOLDER / f"{route}.json").read_text())
    id_ = put_back(company, written)
    with company.database.transaction() as connection:
        assert rebuild(connection, InstanceVerifier(connection, company.runtime), written.folio)
    with company.database.reading() as connection:
        assert read_model(connection, id_) == written.read_model
        report = verify(connection, Runtime(company.runtime.calendar), written.folio)
        exported = evidence_of_one(connection, company.runtime, written.folio)
    assert (report.problems, report.method, report.events) == ((), "plain", len(written.events))
    findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(exported)))
    assert findings.problems == []


def executed(verifier: ModuleType, content: bytes) -> list[str]:  # noqa: F811
    """How far the second verifier executed it, where that was not to the end."""
    findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(content)))
    return [reserve for reserve in findings.reserves if "se ejecutó" in reserve]


@pytest.mark.parametrize("route", ROUTES)
def test_an_excerpt_of_it_is_executed_as_far_and_conforms(
    company: Company,
    verifier: ModuleType,  # noqa: F811
    route: str,
) -> None:
    """For whoever may not read every value, also while it is under way."""
    written = Golden.read((FOLDER / f"{route}.json").read_text())
    put_back(company, written)
    with company.database.transaction() as connection:
        rebuild(connection, InstanceVerifier(connection, company.runtime), written.folio)
        whole = evidence_of_one(connection, company.runtime, written.folio)
        asked = Folios([written.folio])
        _, pieces = evidence(connection, company.runtime, EVERYTHING, asked, lambda _row: False)
        content = b"".join(pieces)
    findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(content)))
    assert findings.problems == []
    (excerpt,) = [reserve for reserve in findings.reserves if "es un extracto" in reserve]
    assert [each for each in executed(verifier, content) if each != excerpt] == executed(verifier, whole)


@pytest.mark.parametrize("route", ROUTES)
def test_without_its_values_it_is_still_executed_to_its_end_by_both_verifiers(
    company: Company,
    verifier: ModuleType,  # noqa: F811
    route: str,
) -> None:
    """Every gateway, repetition, timer, move, link and incident that there is: by what was recorded of them."""
    written = Golden.read((FOLDER / f"{route}.json").read_text())
    folio = written.folio
    put_back(company, written)
    at = from_text(written.events[-1]["at"]) + timedelta(days=1)
    with company.database.transaction() as connection:
        rebuild(connection, InstanceVerifier(connection, company.runtime), folio)
        before = executed(verifier, evidence_of_one(connection, company.runtime, folio))
        if queries.instance(connection, EVERYTHING, folio).status is InstanceStatus.RUNNING:
            commands.cancel(connection, company.runtime, folio, "Ya no", actor="administrador", at=at)
        dispose(connection, company.runtime, folio, "Ley", actor="control_documentos", at=at)
    with company.database.transaction() as connection:
        report = verify(connection, Runtime(company.runtime.calendar), folio)
        exported = evidence_of_one(connection, company.runtime, folio)
        assert rebuild(connection, InstanceVerifier(connection, company.runtime), folio) == ()
    assert (report.problems, report.method, report.reason) == ((), "plain", None)
    findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(exported)))
    assert findings.problems == []
    assert executed(verifier, exported) == before
    assert [reserve for reserve in findings.reserves if "conforme a «Ley»" in reserve]
