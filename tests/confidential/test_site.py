"""Every page of the site, asked by everybody who may not read the planted values: they stand in none of them.

The routes are those of the site itself. One that takes something which `Scene.filled` does not name fails: whoever adds
it says with what it is to be asked.
"""

import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import pytest
from flask import Flask
from pypdf import PdfReader
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from engine.audits.about import About
from engine.definitions import drafts
from engine.history import ledger
from engine.incidents import commands as incidents
from engine.incidents.commands import StoppedByIncident
from engine.instances.openings import READINGS
from engine.instances.readings import LASTS
from engine.sampling import commands as sampling
from engine.sampling.drawing import Member, Method
from tests.confidential.planted import CLIENT, CONFIDENTIAL, PERSONAL, READER, Planted, captured, words_in
from tests.engine.audits.desk import planned, raised
from tests.engine.client_access.proposal import answer, token_of
from tests.engine.definitions.publishing import AUTHOR, try_draft
from tests.support import Company
from tests.web.api.conftest import Program
from tests.web.api.conftest import token_of as token_for
from tests.web.conftest import Visitor, site_of
from web import demo

AUDITOR = "auditor"
WITHOUT = sorted(set(demo.ROLES) - {READER, AUDITOR})
SOME = ["administrador", "comercial", "control_documentos"]
"""Those of them who are asked of every scene: who runs the machine, who took part, and who controls the documents."""
PART = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
OF_PROCEDURES = ("/procesos", "/ayuda", "/api/v1/processes")
"""What a form offers to be chosen is the procedure's, and stands there."""
CHOICES = {"choice", "label"}
APART = ("/portal/", "/static/", "/salir", "/salida", "/demostracion")
"""The client's own page, which asks only whom its link is for, files of the site, and what ends a session."""


@dataclass
class Scene:
    """The site over a company with the instance, and what its routes are filled with."""

    company: Company
    app: Flask
    planted: Planted
    items: list[str] = field(default_factory=list)

    def filled(self) -> dict[str, list[str]]:
        """What stands for each part of an address."""
        return {
            "folio": [self.planted.folio], "id": [*self.items, "comercial"], "int:id": ["1", "2"],
            "sha256": [self.planted.sha256], "process_id": ["plantado"], "process": ["plantado"], "int:number": ["1"],
            "form_id": ["capturar"], "place": ["0", "formulario"], "form": ["capturar"],
            "code": ["no_form", "A-2026-01", "H-2026-001"],
            "name": ["personal"], "datum": ["costo"], "key": ["business_case"],
            "who": ["comercial"], "token": ["x"], "record": ["acta"], "paper": ["pdf", "docx"], "int:page": ["1"],
            "suffix": ["docx", "typ"], "called": ["plantado"], "kind": ["work_arrived", "overdue"], "secret": ["x"],
        }  # fmt: skip

    def visitor(self, person: str) -> Visitor:
        return Visitor(self.app.test_client()).post("/entrar", {"person": person})

    def paths(self) -> Iterator[str]:
        """Every address that can be looked at."""
        for rule in sorted(self.app.url_map.iter_rules(), key=str):
            if "GET" in (rule.methods or ()) and not rule.rule.startswith(APART):
                yield from self._filled(rule)

    def _filled(self, rule: Rule) -> Iterator[str]:
        paths, known = [rule.rule], self.filled()
        for part in PART.finditer(rule.rule):
            values = known.get(f"int:{part[2]}" if part[1] == "int" else part[2])
            assert values is not None, f"{rule.rule}: say in tests/confidential/test_site.py what «{part[2]}» may be"
            paths = [path.replace(part[0], value) for path in paths for value in values]
        yield from paths


def told(response: TestResponse) -> str:
    """All that an answer says, headers and packed files included."""
    content = response.get_data()
    found = [f"{name}: {value}" for name, value in response.headers]
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    if content[:5] == b"%PDF-" and content.rstrip().endswith(b"%%EOF"):
        found += [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    elif content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            kept = [each for each in archive.namelist() if not each.startswith("forms/")]
            found += [f"{name}\n{archive.read(name).decode(errors='replace')}" for name in kept]
    else:
        found.append(content.decode(errors="replace"))
    return "\n".join(found)


def leaks(path: str, text: str) -> set[str]:
    """Which planted words an answer holds that nobody in `WITHOUT` may read."""
    words = words_in(text, CONFIDENTIAL | PERSONAL)
    return words - CHOICES if path.startswith(OF_PROCEDURES) else words


def scene_of(company: Company, planted: Planted) -> Scene:
    with company.database.transaction() as connection:
        sampling.draw_sample(
            connection, "Todas", ["A"], [Member(planted.folio)], Method.RANDOM, seed="7", size=1, asked="",
            actor=AUDITOR, at=company.clock(),
        )  # fmt: skip
        drafts.start_draft(connection, "plantado", actor=AUTHOR, at=company.clock())
    try_draft(company, "plantado")
    planned(company)
    raised(company, About(folio=planted.folio, seq=1))
    items = [f"{planted.folio}.{event.seq}" for event in company.history(planted.folio) if "enabled" in event.type]
    return Scene(company, site_of(company), planted, items)


def under_way(company: Company) -> Scene:
    """It waits for the one who reads what is planted."""
    return scene_of(company, captured(company))


def stopped(company: Company) -> Scene:
    """It stands still by an incident of which a planted value is the reason."""
    planted = captured(company)
    company.do(planted.folio, "decidir", {"respuesta": "De acuerdo"})
    answer(company, token_of(company, planted.folio), {"piezas": 0, "comentario": "Sí"})
    item = company.task(planted.folio, "cerrar").item.id
    with company.database.transaction() as connection:
        complete = partial(incidents.complete, connection, company.runtime, item, actor="comercial")
        assert isinstance(complete({"piezas": 0, "comentario": "Ya"}, at=company.clock()), StoppedByIncident)
    return scene_of(company, planted)


def ended(company: Company) -> Scene:
    """It is over."""
    planted = captured(company)
    for element in ("decidir", "contestar", "cerrar"):
        company.do(planted.folio, element, {} if element == "decidir" else {"piezas": 3})
    return scene_of(company, planted)


SCENES = {each.__name__: each for each in (under_way, stopped, ended)}


@pytest.mark.processes
@pytest.mark.parametrize("scene", SCENES)
def test_no_page_shows_what_its_reader_may_not_read(company: Company, scene: str) -> None:
    there = SCENES[scene](company)
    paths, found, looked_at = list(there.paths()), [], set[str]()
    for person in WITHOUT if scene == "stopped" else SOME:
        visitor = there.visitor(person)
        for path in paths:
            visitor.get(path)
            text = told(visitor.response)
            if CLIENT in text:
                looked_at.add(person)
            found += [(person, path, word) for word in sorted(leaks(path, text))]
    assert found == []
    assert "comercial" in looked_at  # they see the instance, so that there was something to hide


@pytest.mark.processes  # records are written by processes of their own
@pytest.mark.parametrize("scene", SCENES)
def test_no_program_is_told_what_its_person_may_not_read(company: Company, scene: str) -> None:
    there = SCENES[scene](company)
    paths, found, answered = [path for path in there.paths() if path.startswith("/api/")], [], set[str]()
    for person in WITHOUT if scene == "stopped" else SOME:
        program = Program(there.app.test_client(), token_for(company, person))
        for path in paths:
            program.get(path)
            text = told(program.response)
            answered |= {path} if program.status == 200 else set()
            words = leaks(path, text)
            found += [(person, path, word) for word in sorted(words - CHOICES if "/tasks/" in path else words)]
    assert found == []
    assert len(paths) > 20 and len(answered) > 10


@pytest.mark.parametrize("query", ["zanahoria7391", "nabo8845", "apio2236", "918273645", "berenjena", "BECA310723"])
def test_no_search_finds_it_by_what_is_confidential(company: Company, query: str) -> None:
    there = stopped(company)
    for person in (*WITHOUT, READER, AUDITOR):
        for path in ("/oportunidades", "/oportunidades/lista.csv", "/bandeja", "/auditoria", "/auditoria/lista.csv"):
            visitor = there.visitor(person).get(f"{path}?q={query}")
            assert there.planted.folio not in visitor.response.get_data(as_text=True), (person, path)


@pytest.mark.processes
@pytest.mark.parametrize("person", [READER, AUDITOR])
def test_nobody_is_shown_what_is_personal_without_a_reason_but_in_evidence(company: Company, person: str) -> None:
    there = stopped(company)
    visitor, found = there.visitor(person), []
    for path in there.paths():
        visitor.get(path)
        words = words_in(told(visitor.response), PERSONAL)
        found += [(path, word) for word in sorted(words) if not path.endswith(".zip")]
    assert found == []


@pytest.mark.parametrize("person", [READER, AUDITOR])
def test_who_may_reads_all_that_is_confidential_and_nothing_personal(company: Company, person: str) -> None:
    there = under_way(company)
    text = told(there.visitor(person).get(f"/oportunidades/{there.planted.folio}").response)
    assert words_in(text, CONFIDENTIAL) >= {"text", "written", "label", "file", "row", "inner", "long_date"}
    assert words_in(text, PERSONAL) == set()
    file = there.visitor(person).get(f"/oportunidades/{there.planted.folio}/archivos/{there.planted.sha256}")
    assert b"rabano6620" in file.response.get_data()


def test_whose_step_it_is_reads_what_its_form_shows_and_nobody_does_once_it_is_done(company: Company) -> None:
    there = under_way(company)
    path = f"/bandeja/{there.company.task(there.planted.folio, 'decidir').item.id}"
    assert "zanahoria7391" in told(there.visitor(READER).get(path).response)
    there.company.do(there.planted.folio, "decidir", {})
    assert "zanahoria7391" not in told(there.visitor("comercial").get(path).response)


def test_a_step_that_is_closed_gives_nothing_back_to_who_sends_its_form_again(company: Company) -> None:
    there = stopped(company)
    captured_ = there.items[0]
    visitor = there.visitor("comercial")
    for path in (f"/bandeja/{captured_}", f"/bandeja/{captured_}/borrador"):
        for headers in ({}, {"HX-Request": "true"}):
            visitor.post(path, {"comentario": "otra vez"}, headers=headers)
            assert leaks(path, told(visitor.response)) <= CHOICES, path  # which whoever has the form may choose


def test_who_takes_evidence_is_entered_and_reads_nothing_personal_by_that(company: Company) -> None:
    there = under_way(company)
    folio = there.planted.folio
    visitor = there.visitor(AUDITOR).get(f"/auditoria/{folio}/evidencia.zip")
    assert words_in(told(visitor.response), PERSONAL) == PERSONAL.keys()
    Program(there.app.test_client(), token_for(company, AUDITOR)).get(f"/instances/{folio}/evidence")
    with company.database.reading() as connection:
        entered = [(each.type, each.subject, each.actor) for each in ledger.read(connection, READINGS)]
    assert entered == [("evidence_taken", folio, AUDITOR)] * 2
    assert "se llevó su evidencia" in visitor.get(f"/auditoria/{folio}").text("//section[@aria-labelledby='consultas']")
    assert words_in(told(visitor.get(f"/oportunidades/{folio}").response), PERSONAL) == set()


def test_a_reason_shows_what_is_personal_and_is_entered(company: Company) -> None:
    there = under_way(company)
    page = f"/oportunidades/{there.planted.folio}"
    visitor = there.visitor("comercial").get(page)
    assert words_in(told(visitor.response), PERSONAL) == set()
    visitor.post(f"{page}/personales", {"need": "Llamar al contacto"})
    assert (visitor.status, visitor.path) == (200, page)
    assert words_in(told(visitor.response), PERSONAL) == PERSONAL.keys()
    assert words_in(told(visitor.response), CONFIDENTIAL) == set()
    assert words_in(told(there.visitor("preventa").get(page).response), PERSONAL) == set()
    there.company.clock.now += LASTS
    assert words_in(told(visitor.get(page).response), PERSONAL) == set()
