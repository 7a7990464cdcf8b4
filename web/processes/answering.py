"""The findings of audits that concern a procedure: those that wait for somebody, and those that its draft answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.findings import Finding as Note
from bpmn.findings import Severity
from bpmn.messages import lazy_gettext
from engine.audits import following, queries
from engine.audits.answers import answered_by, as_text, codes_in
from engine.audits.queries import Sees
from engine.audits.record import Finding
from engine.audits.statuses import ANSWERABLE
from engine.db import Connection
from engine.definitions.drafts import Heading
from web.pages.names import procedure_names
from web.pages.reader import reader
from web.session import actor, require_person
from web.site import site
from web.transactions import once, writing

blueprint = Blueprint("answering", __name__, url_prefix="/procesos/<process_id>", template_folder="templates")
blueprint.before_request(require_person)


@dataclass(frozen=True, slots=True)
class Answered:
    """The findings that a draft answers, `offered` those that it may answer besides; `lines` say the former as the
    author hands them in."""

    findings: Sequence[Finding]
    offered: Sequence[Finding]
    lines: Sequence[str]


@blueprint.post("/editar/hallazgos")
def link(process_id: str) -> ResponseReturnValue:
    """Say that the draft answers a finding, or with ``quitar`` that it does not after all."""
    then = url_for("drafts.show", process_id=process_id, _anchor="responde")
    linked, code = "quitar" not in request.form, request.form.get("code", "")
    with writing(then) as connection:
        by = {"actor": actor().id, "at": site().clock()}
        following.link_draft(connection, code, process_id, linked=linked, **by)  # type: ignore[arg-type]
    return redirect(then, 303)


def answered(connection: Connection, draft: Heading) -> Answered:
    """The findings that a draft answers and may answer, for who may read the draft."""
    found = answered_by(connection, draft.id, draft.findings)
    there, named = {each.code for each in found}, codes_in(draft.findings)
    waiting = queries.open_over(connection, Sees("", True, frozenset()), draft.process_id)
    offered = [each for each in waiting if each.status in ANSWERABLE and each.code not in there]
    lines = [*draft.findings, *(as_text(each) for each in found if each.code not in named)]
    return Answered(found, offered, lines)


def open_here(connection: Connection, process_id: str) -> list[Finding]:
    """The findings about a procedure that wait for somebody and that whoever is acting sees."""
    sees = once("findings seen", lambda _: queries.sees(actor(), reader(), procedure_names()))
    return queries.open_over(connection, sees, process_id)


def audited(connection: Connection, process_id: str) -> list[Note]:
    """The same as notes about a draft, for who may read it: each where it is, among what else is found there."""
    found = queries.open_over(connection, Sees("", True, frozenset()), process_id)
    return [
        Note(
            "audit_finding",
            Severity.INFO,
            each.about.element,
            None,
            lazy_gettext("Finding {code} of an audit: {title}", code=each.code, title=each.said.title),
        )
        for each in found
        if each.about.element is not None
    ]


def badges(findings: Sequence[Finding]) -> Mapping[str, list[Finding]]:
    """The findings by the element that each is about, for the diagram."""
    found: dict[str, list[Finding]] = {}
    for each in findings:
        if each.about.element is not None:
            found.setdefault(each.about.element, []).append(each)
    return found
