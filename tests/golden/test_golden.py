"""The golden histories: the engine still writes them, byte for byte, and what was written is still proof."""

import io
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from engine.instances.runtime import Runtime
from engine.verification.evidence import evidence
from engine.verification.instance_verifier import InstanceVerifier, verify
from engine.verification.rebuild import rebuild
from tests.conftest import COMPANY, Templates
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
        exported = evidence(connection, company.runtime, written.folio)
    assert (report.problems, report.method, report.events) == ((), "plain", len(written.events))
    findings = verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(exported)))
    assert findings.problems == []
