"""Versions: what is deployed, what is refused, and that what runs goes on as before."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.db import Database
from engine.definitions import queries, sources
from engine.definitions.deployment import Deployed, deploy
from engine.definitions.drafts import DraftOfAnother
from engine.definitions.inspection import Source
from engine.definitions.queries import Version
from engine.definitions.signing import RightRequired
from engine.definitions.trail import trail
from engine.errors import AlreadyDeployed, DiagramRejected, NotFound
from engine.identity.commands import ensure_person
from engine.identity.rights import Right
from tests.engine.definitions.publishing import publish
from tests.engine.execution.diagrams import HEAD
from tests.support import START, Company

pytestmark = pytest.mark.both_databases


def gestion() -> Source:
    return next(source for source in sources.shipped() if "gestion_comercial" in source.file)


def changed(old: str, new: str) -> Source:
    diagram = gestion().diagram.decode()
    assert old in diagram
    return replace(gestion(), diagram=diagram.replace(old, new).encode())


def put(company: Company, source: Source) -> list[Version]:
    return publish(company, source)


def test_the_shipped_procedures_are_in_force_under_the_numbers_of_their_documents(company: Company) -> None:
    with company.database.reading() as connection:
        found = queries.versions(connection)
    assert [(version.process_id, version.number, version.status) for version in found] == [
        ("alianzas_estrategicas", 1, "effective"),
        ("gestion_comercial", 4, "effective"),
    ]
    assert found[1].name == "Gestión Comercial"
    assert (
        found[1].description
        == "Actualización del proceso con base en los hallazgos identificados en la auditoría interna SGI/SGAS."
    )


def test_a_new_version_replaces_the_one_in_force_and_what_runs_goes_on_with_its_own(company: Company) -> None:
    old = company.start()
    put(company, changed('name="Prospección y generación de leads"', 'name="Prospectar"'))
    new = company.start()
    assert company.task(old, "prospeccion").item.name == "Prospección y generación de leads"
    assert company.task(new, "prospeccion").item.name == "Prospectar"
    company.do(old, "prospeccion")
    assert company.history(old)[0].payload["versions"] == {"alianzas_estrategicas": 1, "gestion_comercial": 4}
    assert company.history(new)[0].payload["versions"] == {"alianzas_estrategicas": 1, "gestion_comercial": 5}
    with company.database.reading() as connection:
        found = queries.versions(connection, "gestion_comercial")
    assert [(version.number, version.status) for version in found] == [(5, "effective"), (4, "obsolete")]


def test_the_same_content_again_is_no_new_version(company: Company) -> None:
    with pytest.raises(AlreadyDeployed) as caught:
        put(company, gestion())
    assert caught.value.details == {"process_id": "gestion_comercial", "number": 4}


def test_a_change_of_a_form_alone_is_a_new_version(company: Company) -> None:
    source = gestion()
    form = source.forms["prospeccion"].replace(b"Nombre", b"Nombres")
    assert form != source.forms["prospeccion"]
    put(company, replace(source, forms={**source.forms, "prospeccion": form}))
    with company.database.reading() as connection:
        assert queries.form(connection, "gestion_comercial", 5, "prospeccion") == form
        assert queries.form(connection, "gestion_comercial", 4, "prospeccion") == source.forms["prospeccion"]


def submit(company: Company, source: Source, actor: str = "director_comercial") -> list[Deployed]:
    with company.database.transaction() as connection:
        return deploy(connection, [source], "Prueba", ["NC-07"], actor=actor, at=company.clock())


def test_only_who_prepares_versions_may_deploy(company: Company) -> None:
    for person in ("comercial", "auditor", "direccion_general", "administrador"):
        with pytest.raises(RightRequired):
            submit(company, changed("Prospección y", "Buscar y"), actor=person)


def test_what_is_deployed_becomes_a_draft_that_others_must_sign(company: Company) -> None:
    (deployed,) = submit(company, changed("Prospección y", "Buscar y"))
    assert deployed.version is None and deployed.draft is not None
    assert (deployed.draft.status, deployed.draft.author) == ("review", "director_comercial")
    assert (deployed.draft.description, deployed.draft.findings) == ("Prueba", ("NC-07",))
    with company.database.reading() as connection:
        assert queries.in_force(connection)["gestion_comercial"].number == 4
    with pytest.raises(DraftOfAnother):
        submit(company, changed("Prospección y", "Hallar y"))


def test_only_an_empty_installation_takes_a_first_version_as_it_is(company: Company) -> None:
    head, tail = HEAD.replace("urn:test", "urn:b"), "</bpmn:definitions>"
    new = Source("otro.bpmn", (head + PROCESS.format(name="otro", other="gestion_comercial") + tail).encode())
    (deployed,) = submit(company, new)
    assert deployed.version is None and deployed.draft is not None and deployed.draft.base == 0
    with company.database.reading() as connection:
        assert [each.type for each in trail(connection, "gestion_comercial")] == ["version_taken", "version_effective"]
        assert "otro" not in queries.in_force(connection)


def test_new_procedures_that_call_each_other_are_submitted_together_and_approved_callee_first(company: Company) -> None:
    head, tail = HEAD.replace("urn:test", "urn:c"), "</bpmn:definitions>"
    caller = Source("uno.bpmn", (head + PROCESS.format(name="uno", other="dos") + tail).encode())
    callee = Source("dos.bpmn", (head + PROCESS.format(name="dos", other="alianzas_estrategicas") + tail).encode())
    assert [each.number for each in publish(company, caller, callee)] == [1, 1]
    with company.database.reading() as connection:
        assert {"uno", "dos"} <= queries.in_force(connection).keys()


def test_a_diagram_with_findings_is_refused_whole(company: Company) -> None:
    with pytest.raises(DiagramRejected) as caught:
        submit(company, changed('targetRef="prospeccion"', 'targetRef="nada"'))
    assert any(finding.refuses for finding in caught.value.findings)
    with company.database.reading() as connection:
        assert len(queries.versions(connection, "gestion_comercial")) == 1


def test_a_missing_form_is_refused_at_its_activity(company: Company) -> None:
    source = gestion()
    forms = {name: form for name, form in source.forms.items() if name != "correcciones"}
    with pytest.raises(DiagramRejected) as caught:
        put(company, replace(source, forms=forms))
    assert [(each.code, each.element) for each in caught.value.findings if each.refuses] == [
        ("form_missing", "correcciones")
    ]


def test_a_called_process_that_is_nowhere_is_refused(company: Company) -> None:
    with pytest.raises(DiagramRejected) as caught:
        put(company, changed('calledElement="alianzas_estrategicas"', 'calledElement="nadie"'))
    assert [each.element for each in caught.value.findings if each.refuses] == ["alianzas"]


def test_processes_that_call_each_other_in_a_circle_are_refused(company: Company) -> None:
    head, tail = HEAD.replace("urn:test", "urn:a"), "</bpmn:definitions>"
    circle = [
        Source(f"{name}.bpmn", (head + PROCESS.format(name=name, other=other) + tail).encode())
        for name, other in (("uno", "dos"), ("dos", "uno"))
    ]
    with pytest.raises(DiagramRejected) as caught, company.database.transaction() as connection:
        deploy(connection, circle, "x", actor="director_comercial", at=START)
    assert [(each.code, each.element) for each in caught.value.findings if each.refuses] == [("call_cycle", "call")]


PROCESS = (
    '<bpmn:process id="{name}" isExecutable="true"><bpmn:startEvent id="start"/>'
    '<bpmn:callActivity id="call" calledElement="{other}"/><bpmn:endEvent id="end"/>'
    '<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="call"/>'
    '<bpmn:sequenceFlow id="f2" sourceRef="call" targetRef="end"/></bpmn:process>'
)


def test_roles_that_nobody_holds_are_said_when_deploying_and_afterwards(database: Database) -> None:
    with database.transaction() as connection:
        ensure_person(connection, "ana", "Ana", [], [Right.PREPARE], email=None, at=START)
        deployed = deploy(connection, sources.shipped(), "Emisión", actor="ana", at=START)
    found = (finding for each in deployed for finding in each.findings)
    said = {finding.element for finding in found if "without_people" in finding.code}
    assert {"comercial", "preventa", "areas_servicio", "cumplimiento", "carril_cliente", "alianzas"} <= said
    assert "validar_business_case" in said


def test_what_is_stored_is_what_was_given_byte_for_byte(company: Company) -> None:
    with company.database.reading() as connection:
        assert queries.diagram(connection, "gestion_comercial", 4) == gestion().diagram
        with pytest.raises(NotFound):
            queries.diagram(connection, "gestion_comercial", 9)
        with pytest.raises(NotFound):
            queries.form(connection, "gestion_comercial", 4, "nada")
        with pytest.raises(NotFound):
            queries.versions(connection, "nada")


def test_a_folder_is_read_with_its_forms(tmp_path: Path) -> None:
    (tmp_path / "x.bpmn").write_bytes(b"<x/>")
    (tmp_path / "uno.form.json").write_bytes(b"{}")
    (tmp_path / "carpeta.form.json").mkdir()
    assert sources.from_file(tmp_path / "x.bpmn") == Source(str(tmp_path / "x.bpmn"), b"<x/>", {"uno": b"{}"})
