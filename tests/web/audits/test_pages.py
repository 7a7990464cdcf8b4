"""The pages of audits and findings: forms without a script, each act by whom it belongs to, and nothing lost."""

import io
import zipfile
from collections.abc import Callable

import pytest
from pypdf import PdfReader

from bpmn.reader import read
from engine.audits.about import About
from engine.audits.statuses import Severity
from engine.definitions import queries as definitions
from engine.sampling import commands as sampling
from engine.sampling.drawing import Member, Method
from tests.engine.audits.desk import LEAD, OTHER, OWNER, acted, answered, begun, planned, raised, second_auditor
from tests.support import Company
from tests.web.conftest import Visitor

pytestmark = pytest.mark.both_databases

Visit = Callable[[str], Visitor]
PLAN = {
    "title": "Auditoría del trimestre",
    "objective": "Si se sigue.",
    "criteria": "El procedimiento vigente.",
    "lead": LEAD,
    "from_day": "2026-03-02",
    "until_day": "2026-03-31",
}
FINDING = {
    "kind": "nonconformity",
    "severity": "minor",
    "title": "Nadie revisó la propuesta",
    "text": "Salió sin revisión.",
    "clause": "8.2.3",
    "owner": OWNER,
    "due": "2026-03-09",
}
A, H = "/auditoria/auditorias", "/auditoria/hallazgos"


def test_an_audit_is_planned_begun_and_concluded_on_its_pages(visit: Visit) -> None:
    auditor = visit(LEAD).get(A)
    assert "Todavía no se planea ninguna auditoría" in auditor.text()
    auditor.get(f"{A}/nueva").submit({**PLAN, "team": ["comercial"]})
    assert auditor.path == f"{A}/A-2026-01" and "planeada" in auditor.text()
    auditor.post(f"{A}/A-2026-01/iniciar")
    assert "en curso" in auditor.text() and "Todas las historias" in auditor.text()
    auditor.get(f"{H}/nuevo?auditoria=A-2026-01&proceso=gestion_comercial&elemento=prospeccion").submit(FINDING)
    assert auditor.path == f"{H}/H-2026-001" and "por responder" in auditor.text()
    auditor.post(f"{A}/A-2026-01/concluir", {"conclusion": "Se sigue, con una salvedad."})
    assert "concluida" in auditor.text() and "Se sigue, con una salvedad." in auditor.text()
    assert "H-2026-001" in auditor.text("//table")
    assert "A-2026-01" in auditor.get(A).text("//table")


def test_what_is_wrong_comes_back_with_what_was_typed(visit: Visit) -> None:
    auditor = visit(LEAD).get(f"{A}/nueva").submit({**PLAN, "until_day": "2026-03-01", "team": ["comercial"]})
    assert auditor.status == 422 and "terminaría antes de empezar" in auditor.text("//*[@class='summary']")
    assert auditor.value("objective") == "Si se sigue." and auditor.page.xpath("//input[@id='team-comercial']/@checked")
    auditor.get(f"{H}/nuevo?proceso=gestion_comercial").submit({**FINDING, "owner": LEAD})
    assert auditor.status == 403 and "no lo responde" in auditor.text("//*[@class='summary']")
    assert auditor.value("text") == "Salió sin revisión." and auditor.value("due") == "2026-03-09"
    assert auditor.value("proceso") == "gestion_comercial"


def test_a_finding_is_followed_by_its_people(company: Company, visit: Visit) -> None:
    raised(company)
    page = f"{H}/H-2026-001"
    owner = visit(OWNER).get(H)
    assert "Nadie revisó la propuesta" in owner.text("//table")
    owner.get(page).submit(
        {"cause": "No estaba.", "action": "Se añade.", "action_due": "2026-03-20"},
        form="//form[contains(@action, 'responder')]",
    )
    assert "en corrección" in owner.text()
    owner.submit({"done": "Versión 5."}, form="//form[contains(@action, 'hecho')]")
    assert "por verificar" in owner.text() and not owner.page.xpath("//form[contains(@action, 'verificar')]")
    auditor = visit(LEAD).get(page)
    auditor.submit({"effectiveness": "Diez de diez."}, ("effective", "si"), "//form[contains(@action, 'verificar')]")
    assert "verificado, por cerrar" in auditor.text()
    auditor.submit({}, form="//form[contains(@action, 'cerrar')]")
    assert auditor.text("//*[contains(@class, 'about')]").startswith("cerrado")
    assert len(auditor.page.xpath("//ol[@class='trail']/li")) == 5


def test_who_must_not_judge_is_told_why(company: Company, visit: Visit) -> None:
    second_auditor(company)
    code = raised(company, severity=Severity.MAJOR).code
    answered(company, code)
    acted(company, code)
    auditor = visit(LEAD).get(f"{H}/{code}")
    assert "otro auditor dice si sirvió" in auditor.text() and not auditor.page.xpath(
        "//form[contains(@action, 'verificar')]"
    )
    auditor.post(f"{H}/{code}/verificar", {"effective": "si", "effectiveness": "Sí."})
    assert auditor.status == 403 and "es mayor" in auditor.text("//*[@class='summary']")
    assert auditor.page.xpath("//form[contains(@action, 'verificar')]") == []
    assert visit(OTHER).get(f"{H}/{code}").page.xpath("//form[contains(@action, 'verificar')]")


def test_nobody_else_sees_it(company: Company, visit: Visit) -> None:
    raised(company)
    assert visit("preventa").get(f"{H}/H-2026-001").status == 404
    assert "Ningún hallazgo le concierne" in visit("preventa").get(H).text()
    assert visit("preventa").get(A).status == visit("preventa").get(f"{H}/nuevo").status == 403
    assert visit("administrador").get(f"{H}/nuevo").status == 403
    assert visit("administrador").get(f"{H}/H-2026-001").status == 200


def test_a_list_is_filtered_and_taken_along(company: Company, visit: Visit) -> None:
    raised(company)
    raised(company, title="Otro", severity=Severity.MAJOR, due="2026-03-02")
    auditor = visit(LEAD).get(f"{H}?gravedad=major")
    assert "Otro" in auditor.text("//table") and "Nadie revisó" not in auditor.text("//table")
    assert "Ningún hallazgo es así" in auditor.get(f"{H}?estado=closed").text()
    lines = auditor.get(f"{H}/lista.csv").response.text.splitlines()
    assert len(lines) == 3 and lines[1].startswith("H-2026-002,") and "por responder" in lines[1]


@pytest.mark.processes
def test_the_report_holds_what_was_done(company: Company, visit: Visit) -> None:
    folio = company.start()
    audit = begun(company)
    code = raised(company, About(folio=folio, seq=1), audit=audit.code).code
    answered(company, code)
    auditor = visit(LEAD).get(f"{A}/{audit.code}/informe.pdf")
    assert auditor.status == 200
    text = " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(auditor.response.data)).pages
    )
    for part in (
        audit.code,
        code,
        "Nadie revisó la propuesta",
        folio,
        "No estaba en el procedimiento.",
        "sin concluir",
    ):
        assert part in text, part
    auditor.get(f"{A}/{audit.code}/informe.docx")
    with zipfile.ZipFile(io.BytesIO(auditor.response.data)) as archive:
        document = archive.read("word/document.xml").decode()
    assert code in document and "Se añade el paso." in document


def test_the_samples_of_an_audit_are_named(company: Company, visit: Visit) -> None:
    folio = company.start()
    with company.database.transaction() as connection:
        drawn = sampling.draw_sample(
            connection, "Ganadas del trimestre", ["¿Se revisó?"], [Member(folio)], Method.RANDOM, seed="7", size=1,
            asked="", actor=LEAD, at=company.clock(),
        )  # fmt: skip
    code = planned(company, samples=(str(drawn), "99", "x")).code
    said = visit(LEAD).get(f"{A}/{code}").text("//dl")
    assert "Ganadas del trimestre 1 de 1, 0 con desviaciones" in said and "99 x" in said
    auditor = visit(LEAD).get(f"/auditoria/muestras/{drawn}")
    auditor.get(auditor.page.xpath("//a[contains(@href, '/hallazgos/nuevo')]/@href")[0]).submit(FINDING)
    assert "Muestra «Ganadas del trimestre»" in auditor.text("//dl") and auditor.page.xpath("//*[@class='evidence']/li")
    assert auditor.get(f"{H}/nuevo?muestra=x").status == auditor.get(f"{H}/nuevo?muestra=99").status == 404


def test_a_finding_on_a_policy_says_what_its_check_is_called(company: Company, visit: Visit) -> None:
    folio = company.start()
    with company.database.reading() as connection:
        diagram = definitions.diagram(connection, "gestion_comercial", 4)
    (process,) = [each for each in read(diagram).definitions.processes if each.id == "gestion_comercial"]
    check = next(check for policy in process.document.policies for check in policy.checks)
    auditor = visit(LEAD).get(f"{H}/nuevo?proceso=gestion_comercial&politica={check.key}&folio={folio}").submit(FINDING)
    assert f"{folio}, política «{check.name}»" in auditor.text("//dl") and check.key not in auditor.text("//dl")


def test_a_scope_is_said_in_words(company: Company, visit: Visit) -> None:
    folio = company.start()
    auditor = (
        visit(LEAD).get(f"{A}/nueva").submit({**PLAN, "scope": f"https://x.mx/auditoria?q={folio}&persona=comercial"})
    )
    said = auditor.text("//dl")
    assert folio in said and "Todas las historias" not in said
    auditor.post(f"{A}/A-2026-01/iniciar")
    assert "1 historia cuando se inició" in auditor.text("//dl")


def test_what_waits_for_somebody_stands_on_their_home_page(company: Company, visit: Visit) -> None:
    code = raised(company).code
    assert f"Hallazgo {code}: Nadie revisó la propuesta" in visit(OWNER).get("/inicio").text()
    answered(company, code)
    acted(company, code)
    assert code not in visit(OWNER).get("/inicio").text() and code in visit(LEAD).get("/inicio").text()
