"""An auditor plays the history of a moved instance in a real Chromium: each event on the diagram of its version."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from engine.settings import Settings
from tests.e2e.pages import serving
from tests.e2e.test_audit import Auditor
from tests.engine.definitions.test_commands import gestion
from tests.engine.migration.moving import migrate, publish
from tests.engine.verification.opportunity import under_way
from tests.support import Company
from web.app import create_app

pytestmark = pytest.mark.browser

SHOWN = "id => !!document.querySelector(`.canvas:not([hidden]) [data-element-id=${id}]`)"
DONE, NEW, OPEN = "elaborar_propuesta", "redactar_propuesta", "correcciones"


@pytest.fixture
def address(sqlite_company: Company, tmp_path: Path) -> Iterator[str]:
    company = sqlite_company
    settings = Settings(company.database.url, seal_key=tmp_path / "seal.pem")
    with serving(create_app(settings, company.database, company.runtime, clock=company.clock, demo=True)) as address:
        yield address


def test_each_event_is_on_the_diagram_of_the_version_that_ran_then(
    browser: Browser, address: str, sqlite_company: Company
) -> None:
    """A step that was done has another id in the new version."""
    company = sqlite_company
    folio = under_way(company)
    diagram = gestion().diagram.decode().replace(f'"{DONE}"', f'"{NEW}"').replace(f">{DONE}<", f">{NEW}<")
    diagram = diagram.replace(f'form="{NEW}"', f'form="{DONE}"')
    publish(company, replace(gestion(), diagram=diagram.encode()))
    migrate(company, folio)
    company.do(folio, OPEN)
    history = company.history(folio)
    move = next(each.seq for each in history if each.type == "instance_migrated")
    auditor = Auditor(browser, address)
    auditor.watch(folio)

    def stands(number: int) -> None:
        auditor.at(number)
        drawn, other = (DONE, NEW) if number < move else (NEW, DONE)
        assert (auditor.page.evaluate(SHOWN, drawn), auditor.page.evaluate(SHOWN, other)) == (True, False), number
        # What was done under an id that the new diagram does not have is on no element of it.
        assert (drawn in auditor.marked("done")) == (number < move), number
        assert (OPEN in auditor.marked("current")) == (number in range(move - 1, len(history) - 1)), number

    for key, number in (
        ("End", len(history)),
        *(("ArrowLeft", each) for each in range(len(history) - 1, move - 2, -1)),
        *(("ArrowRight", each) for each in range(move, len(history) + 1)),
    ):
        auditor.page.get_by_role("slider", name="Evento").press(key)
        stands(number)
    auditor.watch(folio, move)
    stands(move)
    assert auditor.complaints == []
