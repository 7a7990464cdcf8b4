"""Findings as the page of a draft shows them: in words, with where to see each and why it is one."""

from collections.abc import Iterable
from dataclasses import dataclass

from bpmn.consequences import causes
from bpmn.explanations import explanations
from bpmn.findings import Finding, Severity
from web.i18n import Translator
from web.paper.procedure import Sheet
from web.texts.findings import told


@dataclass(frozen=True, slots=True)
class FindingView:
    """`element` is what it is about, None where the procedure's diagram shows no such thing; `listed`: the table of
    activities has it; `explained`: there is a page about it; `consequences` go when it is put right."""

    code: str
    severity: Severity
    text: str
    line: int | None
    element: str | None
    listed: bool
    explained: bool
    consequences: tuple["FindingView", ...] = ()


def findings_view(findings: Iterable[Finding], sheet: Sheet | None, gettext: Translator) -> list[FindingView]:
    """What is shown of `findings` beside `sheet`, None where the diagram cannot be read."""
    process = sheet.process if sheet is not None else None
    drawn = {each.id for each in (*process.lanes, *process.nodes, *process.flows)} if process is not None else set()
    listed = sheet.listed if sheet is not None else {}

    def view(each: Finding, consequences: Iterable[Finding] = ()) -> FindingView:
        return FindingView(
            each.code,
            each.severity,
            told(each, gettext),
            each.line,
            each.element if each.element in drawn else None,
            each.element in listed,
            each.code in explanations(),
            tuple(view(one) for one in consequences),
        )

    return [view(each.finding, each.consequences) for each in causes(findings, process)]
