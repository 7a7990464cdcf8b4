"""Evidence for somebody who may not read every value: an excerpt, which holds none of them and proves all the same."""

import io
import json
import zipfile
from typing import Any

import pytest

from engine.identity.queries import person
from engine.instances.reading import EVERYTHING
from engine.instances.visible import reads_all
from engine.verification.asked import Folios
from engine.verification.evidence import evidence
from engine.verifier import evidence as verifier_evidence
from engine.verifier import verdict
from tests.confidential.planted import CONFIDENTIAL, PERSONAL, READER, captured, words_in
from tests.engine.disposal.disposing import disposed
from tests.support import Company

PAGES_ONLY = {"written", "long_date", "label"}
"""The words that stand where a page writes a value."""


def evidence_for(company: Company, folio: str, reader: str) -> dict[str, bytes]:
    with company.database.reading() as connection:
        whole = reads_all(connection, company.runtime, person(connection, reader))
        _, pieces = evidence(connection, company.runtime, EVERYTHING, Folios([folio]), whole)
        content = b"".join(pieces)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def words(parts: dict[str, bytes], planted: dict[str, str]) -> set[str]:
    """Those in any part; a form, which says what may be chosen, is the procedure's, and everybody's."""
    told = (content for part, content in parts.items() if not part.startswith("forms/"))
    return {name for content in told for name in words_in(content, planted)}


def zipped(parts: dict[str, bytes]) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target


def judged(parts: dict[str, bytes]) -> Any:
    return verdict.verify(verifier_evidence.Evidence(zipped(parts)))


def ended(company: Company) -> str:
    """An instance that was gone through to its end."""
    folio = captured(company).folio
    for element in ("decidir", "contestar", "cerrar"):
        company.do(folio, element, {"piezas": 3} if element != "decidir" else {})
    return folio


@pytest.mark.parametrize("at_its_end", [False, True])
@pytest.mark.parametrize("reader", ["comercial", "administrador", "preventa"])
def test_an_excerpt_holds_no_value_and_conforms(
    company: Company,
    reader: str,
    at_its_end: bool,
) -> None:
    folio = ended(company) if at_its_end else captured(company).folio
    parts = evidence_for(company, folio, reader)
    assert words(parts, CONFIDENTIAL | PERSONAL) == set()
    assert not [name for name in parts if name.startswith("files/")]
    findings = judged(parts)
    assert findings.problems == []
    assert any("es un extracto" in reserve for reserve in findings.reserves)
    assert not any("se ejecutó hasta" in reserve for reserve in findings.reserves)


@pytest.mark.parametrize("reader", ["auditor", READER])
def test_who_reads_everything_gets_everything(company: Company, reader: str) -> None:
    parts = evidence_for(company, captured(company).folio, reader)
    assert words(parts, CONFIDENTIAL | PERSONAL) == (CONFIDENTIAL | PERSONAL).keys() - PAGES_ONLY
    findings = judged(parts)
    assert findings.problems == []
    assert not any("extracto" in reserve for reserve in findings.reserves)


def test_what_an_excerpt_shows_cannot_be_changed(company: Company) -> None:
    parts = evidence_for(company, ended(company), "comercial")
    (name,) = [each for each in parts if each.endswith("history.json")]
    for number, event in enumerate(json.loads(parts[name])["events"]):
        for change in ({"data": {"otra": 1}}, {"opening": "0" * len(event["opening"])}, {"actor": "nadie"}):
            history = json.loads(parts[name])
            history["events"][number] |= change
            found = judged({**parts, name: json.dumps(history).encode()})
            assert "event_changed" in found.kinds(), (number, change)


def test_an_excerpt_that_brings_a_value_of_one_event_is_none(company: Company) -> None:
    folio = ended(company)
    parts, whole = evidence_for(company, folio, "comercial"), evidence_for(company, folio, "auditor")
    (name,) = [each for each in parts if each.endswith("history.json")]
    history, other = json.loads(parts[name]), json.loads(whole[name])
    history["events"][1] = other["events"][1]
    assert judged({**parts, name: json.dumps(history).encode()}).problems != []


def test_what_was_disposed_of_needs_no_excerpt(company: Company) -> None:
    folio = ended(company)
    disposed(company, folio)
    findings = judged(evidence_for(company, folio, "comercial"))
    assert findings.problems == []
    assert not any("extracto" in reserve for reserve in findings.reserves)
