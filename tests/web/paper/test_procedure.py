"""What the document says of its elements: their names, or what they are and where they stand; never an id."""

import re

import pytest

from bpmn.reader import read
from engine.definitions import sources
from tests.web.paper.undrawn import FORKED
from web.i18n import Translator
from web.paper.procedure import Sheet, rows

ID = re.compile(r"(Gateway|Activity|Flow|Event)_\w+")


def sheet_of(diagram: bytes) -> Sheet:
    definitions = read(diagram).definitions
    assert definitions is not None
    (process,) = definitions.processes
    return Sheet(process, rows(process, {}))


def said(sheet: Sheet) -> list[str]:
    """Every text of the table about what comes next."""
    render = Translator("es").render
    return [
        text
        for row in sheet.rows
        for decision in row.decisions
        for text in (render(decision.question), *(render(sheet.leads_to(each.target)) for each in decision.branches))
    ]


def test_a_fork_without_a_name_says_what_happens_there() -> None:
    assert said(sheet_of(FORKED)) == ["Al mismo tiempo", "ir al paso 2, Cotizar", "la actividad después de «Pedir»"]


def test_nothing_of_a_document_is_an_id() -> None:
    sheet = sheet_of(FORKED)
    render = Translator("es").render
    names = [render(sheet.called(each)) for each in (*sheet.process.nodes, *sheet.process.lanes)]
    for text in (*said(sheet), *names):
        assert not ID.search(text), text
    assert "un carril sin nombre" in names


@pytest.mark.parametrize("source", sources.shipped(), ids=lambda each: each.file)
def test_nothing_of_a_shipped_document_is_an_id(source: sources.Source) -> None:
    sheet = sheet_of(source.diagram)
    ids = {each.id for each in (*sheet.process.nodes, *sheet.process.lanes, *sheet.process.flows)}
    render = Translator("es").render
    texts = [*said(sheet), *(render(name) for policy in sheet.document.policies for _, name in sheet.named(policy))]
    assert texts and not ids & set(texts)
