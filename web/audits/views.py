"""The views of audits: parse, authorise, one command or one query, respond. For auditors; who administers reads."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from bpmn.messages import lazy_gettext
from engine.audits import commands, queries
from engine.audits.record import Audit, ChangeType
from engine.audits.who import over_audit, possible_over
from engine.db import Connection
from engine.errors import EngineError, NotAllowed
from engine.identity.role_ids import AUDITOR
from engine.replay import register
from web import errors
from web.audits import forms
from web.audits.reading import acting, choices, overdue, sampled, scope_text, sees_here, titles, today
from web.audits.report import report_of
from web.pages.audit_ways import keep_to, offer_room
from web.pages.auditors import raises_findings
from web.pages.reader import reader
from web.pages.refusals import refusal_of
from web.pages.wanted import Filters
from web.paper.filling import MEDIA_TYPES, Paper
from web.session import actor
from web.site import site
from web.texts.audits import ACTS, AUDIT_STATUSES, FINDING_KINDS, FINDING_STATUSES, SEVERITIES, about_text
from web.transactions import reading

FINDINGS = 50
"""How many findings of an audit its page lists; the list of findings has all."""

blueprint = Blueprint("audits", __name__, url_prefix="/auditoria/auditorias", template_folder="templates")
keep_to(blueprint)
offer_room(blueprint, "audits.index", lazy_gettext("Audits"), order=50)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Every audit, with how many of its findings wait for somebody."""
    with reading() as connection:
        found = queries.all_audits(connection)
        counted = queries.of_audits(connection, [each.code for each in found])
    words = {"AUDIT_STATUSES": AUDIT_STATUSES}
    return render_template("audits/index.html", audits=found, counted=counted, plans=raises_findings(), **words)


@blueprint.get("/nueva")
def new() -> ResponseReturnValue:
    """The form of a plan; ``alcance`` is the address of the question that its scope begins with."""
    if (refusal := over_audit(ChangeType.AUDIT_PLANNED, None, acting())) is not None:
        raise NotAllowed(actor=actor().id, roles=[AUDITOR], kind=str(refusal))
    return _ask(None)


@blueprint.post("")
def plan() -> ResponseReturnValue:
    """Plan an audit."""
    made: list[Audit] = []

    def command(connection: Connection) -> None:
        said = forms.plan_sent()
        made.append(commands.plan_audit(connection, said, today=today(), **_by()))

    if (error := refusal_of(command, url_for(".index"))) is not None:
        return _ask(None, error), errors.status(error)
    return redirect(url_for(".show", code=made[0].code), 303)


@blueprint.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """One audit: its plan, its findings, what was done, what comes next."""
    return _draw(code)


@blueprint.get("/<code>/plan")
def edit(code: str) -> ResponseReturnValue:
    """The form of its plan."""
    with reading() as connection:
        found = queries.audit(connection, code)
    if ChangeType.AUDIT_CHANGED not in possible_over(found, acting()):
        return redirect(url_for(".show", code=code))
    return _ask(found)


@blueprint.post("/<code>/plan")
def change(code: str) -> ResponseReturnValue:
    """Put its plan otherwise."""
    with reading() as connection:
        found = queries.audit(connection, code)
    then = url_for(".show", code=code)
    command = partial(commands.change_audit, code=code, plan=forms.plan_sent(), **_by())
    if (error := refusal_of(command, then)) is not None:
        return _ask(found, error), errors.status(error)
    return redirect(then, 303)


@blueprint.post("/<code>/iniciar")
def begin(code: str) -> ResponseReturnValue:
    """Begin it: its scope is what is found now."""

    def command(connection: Connection) -> None:
        scope = Filters.of_text(queries.audit(connection, code).plan.scope, site().zone)
        folios = register.folios(connection, reader(), scope.wanted)
        commands.begin_audit(connection, code, folios, **_by())

    return _do(code, command)


@blueprint.post("/<code>/concluir")
def conclude(code: str) -> ResponseReturnValue:
    """Conclude it, with what it comes to."""
    said = request.form.get("conclusion", "")
    return _do(code, partial(commands.conclude_audit, code=code, conclusion=said, **_by()))


@blueprint.post("/<code>/cancelar")
def cancel(code: str) -> ResponseReturnValue:
    """Give it up, with the reason."""
    said = request.form.get("reason", "")
    return _do(code, partial(commands.cancel_audit, code=code, reason=said, **_by()))


@blueprint.get("/<code>/informe.<any(pdf,docx):paper>")
def report(code: str, paper: str) -> ResponseReturnValue:
    """Its report as a file: what was done so far."""
    with reading() as connection:
        it = report_of(connection, sees_here(), queries.audit(connection, code), request.host_url)
        content = it.paper(Paper(paper))
    name = f"{code}.{paper}"
    return send_file(BytesIO(content), MEDIA_TYPES[Paper(paper)], as_attachment=True, download_name=name)


def _by() -> dict[str, Any]:
    return {"actor": actor().id, "at": site().clock(), "render": site().letters}


def _do(code: str, command: Callable[[Connection], object]) -> ResponseReturnValue:
    then = url_for(".show", code=code)
    if (error := refusal_of(command, then)) is not None:
        return _draw(code, error), errors.status(error)
    return redirect(then, 303)


def _ask(found: Audit | None, refusal: EngineError | None = None) -> str:
    with reading() as connection:
        offered = choices(connection)
    typed = forms.typed_plan(found, request.args | {"lead": actor().id})
    return render_template("audits/plan.html", audit=found, typed=typed, choices=offered, refusal=refusal)


def _draw(code: str, refusal: EngineError | None = None) -> str:
    with reading() as connection:
        found = queries.audit(connection, code)
        findings, _ = queries.findings(connection, sees_here(), queries.Wanted(audit=code), limit=FINDINGS)
        total = sum(queries.of_audits(connection, [code]).get(code, {}).values())
        asked = scope_text(connection, found)
        acts, drawn = queries.acts(connection, code), sampled(connection, found.plan.samples)
    scope = Filters.of_text(found.plan.scope, site().zone)
    may = possible_over(found, acting())
    raises = found.status == "under_way" and actor().id in found.auditors and raises_findings()
    words = {
        "AUDIT_STATUSES": AUDIT_STATUSES,
        "FINDING_STATUSES": FINDING_STATUSES,
        "FINDING_KINDS": FINDING_KINDS,
        "SEVERITIES": SEVERITIES,
        "ACTS": ACTS,
        "about_text": about_text,
        "overdue": overdue,
        "titles": titles(),
    }
    page = {
        "audit": found,
        "findings": findings,
        "acts": acts,
        "scope": scope,
        "may": may,
        "raises": raises,
        "total": total,
        "scope_text": asked,
        "sampled": drawn,
    }
    return render_template("audits/show.html", **page, refusal=refusal, **words)
