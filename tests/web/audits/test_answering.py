"""A draft answers findings: on its page, on the diagram of what is in force, and in the version that it becomes."""

from collections.abc import Callable

import pytest

from engine.audits.about import About
from engine.definitions import drafts
from tests.engine.audits.desk import LEAD, OWNER, raised
from tests.engine.definitions.publishing import APPROVER, REVIEWER, try_draft
from tests.support import Company
from tests.web.conftest import Visitor

pytestmark = pytest.mark.both_databases

Visit = Callable[[str], Visitor]
PAGE = "/procesos/gestion_comercial"
STEP = About(process_id="gestion_comercial", element="prospeccion")


def test_the_procedure_shows_what_is_open_to_whom_it_concerns(company: Company, visit: Visit) -> None:
    code = raised(company, STEP).code
    owner = visit(OWNER).get(PAGE)
    assert owner.page.xpath("//*[@data-diagram]/@data-found") == ["prospeccion:1 "]
    assert code in owner.text("//section[@aria-labelledby='hallazgos-de-auditoria']")
    assert code in owner.get(f"{PAGE}/documento").text("//*[contains(@class, 'open-findings')]")
    other = visit("preventa").get(PAGE)
    assert other.page.xpath("//*[@data-diagram]/@data-found") == [] and code not in other.text()
    assert not owner.page.xpath("//summary[contains(., 'Levantar un hallazgo')]")
    auditor = visit(LEAD).get(PAGE)
    assert auditor.page.xpath("//form[contains(@action, '/hallazgos/nuevo')]//option[@value='prospeccion']")


def test_a_draft_answers_it_and_the_version_says_so(company: Company, visit: Visit) -> None:
    code = raised(company, STEP).code
    with company.database.transaction() as connection:
        draft = drafts.start_draft(connection, "gestion_comercial", actor=OWNER, at=company.clock())
        changed = draft.diagram.replace(b'name="Prospecci', b'name="Nueva prospecci')
        drafts.save_draft(connection, "gestion_comercial", diagram=changed, actor=OWNER, at=company.clock())
    try_draft(company)
    author = visit(OWNER).get(f"{PAGE}/editar")
    assert f"Hallazgo de auditoría {code}" in author.text("//section[@aria-labelledby='hallazgos']")
    author.submit({"code": code}, form="//form[contains(@action, 'hallazgos') and @class='give']")
    assert code in author.text("//section[@aria-labelledby='responde']//ul")
    assert author.value("answers") == f"{code} Nadie revisó la propuesta"
    assert code in author.get(f"{PAGE}/impacto").text()
    author.get(f"{PAGE}/editar").submit({"description": "Se revisa."}, form="//form[contains(@action, 'entregar')]")
    visit(REVIEWER).post(f"{PAGE}/editar/revisar")
    visit(APPROVER).get(f"{PAGE}/editar").submit({}, form="//form[contains(@action, 'publicar')]")
    finding = visit(OWNER).get(f"/auditoria/hallazgos/{code}")
    assert "Versión 5" in finding.text("//dl") and code in finding.get(PAGE).text(
        "//table[contains(@class, 'versions')]"
    )


def test_who_prepares_no_versions_is_refused(company: Company, visit: Visit) -> None:
    code = raised(company, STEP).code
    with company.database.transaction() as connection:
        drafts.start_draft(connection, "gestion_comercial", actor=OWNER, at=company.clock())
    assert visit(LEAD).post(f"{PAGE}/editar/hallazgos", {"code": code}).status == 403
    assert visit(OWNER).post(f"{PAGE}/editar/hallazgos", {"code": "H-2026-999"}).status == 404
    assert visit(OWNER).post(f"{PAGE}/editar/hallazgos", {"code": code}).status == 200
