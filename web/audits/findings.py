"""The views of findings: parse, authorise, one command or one query, respond. For whom they concern."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.messages import lazy_gettext
from engine.audits import following, queries
from engine.audits.about import About, resolved
from engine.audits.answers import answers_to
from engine.audits.queries import Wanted
from engine.audits.record import ChangeType, Finding
from engine.audits.statuses import FindingKind, FindingStatus, Severity
from engine.audits.who import NEXT, over_finding, possible
from engine.db import Connection
from engine.errors import EngineError, NotAllowed
from engine.identity.role_ids import AUDITOR
from engine.replay.rights import may_audit
from web import errors
from web.audits import forms
from web.audits.reading import acting, choices, of_sample, overdue, sees_here, titles, today
from web.pages.audit_ways import offer_room
from web.pages.auditors import raises_findings
from web.pages.downloads import download
from web.pages.names import name_of
from web.pages.reader import reader
from web.pages.refusals import refusal_of
from web.pages.tables import csv_of
from web.session import actor, require_person
from web.site import site
from web.texts.audits import (
    ACTS,
    FINDING_KINDS,
    FINDING_STATUSES,
    SEVERITIES,
    about_text,
    evidence_text,
)
from web.transactions import reading

PER_PAGE = 50
OPEN, LATE = "abiertos", "vencidos"
"""What an address calls the findings that wait for somebody, and those that are overdue."""

blueprint = Blueprint("findings", __name__, url_prefix="/auditoria/hallazgos", template_folder="templates")
blueprint.before_request(require_person)
offer_room(blueprint, "findings.index", lazy_gettext("Findings"), order=60, may=lambda _person: True)
WORDS: dict[str, Any] = {
    "FINDING_KINDS": FINDING_KINDS,
    "FINDING_STATUSES": FINDING_STATUSES,
    "SEVERITIES": SEVERITIES,
    "ACTS": ACTS,
    "evidence_text": evidence_text,
    "about_text": about_text,
    "overdue": overdue,
}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The findings that concern whoever asks, those that wait for somebody first asked for."""
    wanted, address = _asked()
    with reading() as connection:
        found, behind = queries.findings(
            connection, sees_here(), wanted, before=request.args.get("antes"), limit=PER_PAGE
        )
        counted = queries.counts(connection, sees_here(), wanted)
        offered = choices(connection)
    page = {"findings": found, "behind": behind, "counted": counted, "choices": offered, "asked": address}
    return render_template("audits/findings.html", raises=raises_findings(), titles=titles(), **page, **WORDS)


@blueprint.get("/lista.csv")
def table() -> ResponseReturnValue:
    """The same, all pages, for a spreadsheet."""
    wanted, _ = _asked()
    with reading() as connection:
        return download(csv_of(_heading(), _rows(connection, wanted)), "text/csv", "hallazgos.csv")


@blueprint.get("/nuevo")
def new() -> ResponseReturnValue:
    """The form of a finding; the address says what it is about."""
    if not raises_findings():
        raise NotAllowed(actor=actor().id, roles=[AUDITOR])
    return _ask(forms.about_asked(request.args))


@blueprint.post("")
def add() -> ResponseReturnValue:
    """Raise it."""
    about, made = forms.about_asked(request.form), list[Finding]()

    def command(connection: Connection) -> None:
        named, evidence = of_sample(connection, about)
        more: dict[str, Any] = {"audit": request.form.get("auditoria") or None, "evidence": evidence, "today": today()}
        made.append(following.raise_finding(connection, reader(), forms.said_sent(), named, **more, **_by()))

    if (error := refusal_of(command, url_for(".index"))) is not None:
        return _ask(about, error), errors.status(error)
    return redirect(url_for(".show", code=made[0].code), 303)


@blueprint.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """One finding: what it says and about what, what was done about it and by whom, and what comes next."""
    return _draw(code)


@blueprint.get("/<code>/cambiar")
def edit(code: str) -> ResponseReturnValue:
    """The form of what it says."""
    with reading() as connection:
        found = queries.finding(connection, sees_here(), code)
    if ChangeType.FINDING_CHANGED not in possible(found, acting()):
        return redirect(url_for(".show", code=code))
    return _ask(found.about, found=found)


@blueprint.post("/<code>/cambiar")
def change(code: str) -> ResponseReturnValue:
    """Put it otherwise."""
    with reading() as connection:
        found = queries.finding(connection, sees_here(), code)
    then = url_for(".show", code=code)
    command = partial(following.change_finding, code=code, said=forms.said_sent(), today=today(), **_by())
    if (error := refusal_of(command, then)) is not None:
        return _ask(found.about, error, found), errors.status(error)
    return redirect(then, 303)


@blueprint.post("/<code>/responder")
def answer(code: str) -> ResponseReturnValue:
    """Say why it was so, and what is done about it."""
    names = ("cause", "correction", "action", "responsible", "action_due")
    said: dict[str, Any] = {name: request.form.get(name, "") for name in names}
    return _do(code, partial(following.analyse_finding, code=code, today=today(), **said, **_by()))


@blueprint.post("/<code>/hecho")
def act(code: str) -> ResponseReturnValue:
    """Say that it is done."""
    return _do(code, partial(following.act_on_finding, code=code, done=request.form.get("done", ""), **_by()))


@blueprint.post("/<code>/verificar")
def verify(code: str) -> ResponseReturnValue:
    """Say whether that helped."""
    said, helped = request.form.get("effectiveness", ""), request.form.get("effective") == "si"
    command = partial(following.verify_finding, code=code, effectiveness=said, effective=helped, **_by())
    return _do(code, command)


@blueprint.post("/<code>/cerrar")
def close(code: str) -> ResponseReturnValue:
    """Close it."""
    return _do(code, partial(following.close_finding, code=code, **_by()))


@blueprint.post("/<code>/retirar")
def withdraw(code: str) -> ResponseReturnValue:
    """Take it back."""
    return _do(code, partial(following.withdraw_finding, code=code, reason=request.form.get("reason", ""), **_by()))


def _by() -> dict[str, Any]:
    return {"actor": actor().id, "at": site().clock(), "render": site().letters}


def _do(code: str, command: Callable[[Connection], object]) -> ResponseReturnValue:
    """Runs an act on a finding; a refusal is shown on its page, with what was typed."""
    then = url_for(".show", code=code)
    with reading() as connection:
        queries.finding(connection, sees_here(), code)
    if (error := refusal_of(command, then)) is not None:
        return _draw(code, error), errors.status(error)
    return redirect(then, 303)


def _asked() -> tuple[Wanted, dict[str, str]]:
    """What the address of the list asks for, and what of it counts."""
    args, known = request.args, {OPEN, LATE, *map(str, FindingStatus)}
    address = {
        "estado": args.get("estado", "") if args.get("estado", "") in known else "",
        "clase": args.get("clase", "") if args.get("clase", "") in list(FindingKind) else "",
        "gravedad": args.get("gravedad", "") if args.get("gravedad", "") in list(Severity) else "",
        "de": args.get("de", "")[:200],
        "proceso": args.get("proceso", "")[:200],
        "folio": args.get("folio", "")[:200],
        "auditoria": args.get("auditoria", "")[:40],
    }
    status = "" if address["estado"] in (OPEN, LATE) else address["estado"]
    wanted = Wanted(
        address["auditoria"],
        status,
        address["clase"],
        address["gravedad"],
        address["de"],
        address["proceso"],
        address["folio"],
        today().isoformat() if address["estado"] == LATE else "",
        address["estado"] == OPEN,
    )
    return wanted, {name: value for name, value in address.items() if value}


def _ask(about: About, refusal: EngineError | None = None, found: Finding | None = None) -> str:
    with reading() as connection:
        offered = choices(connection)
        where = about if found is not None else resolved(connection, reader(), of_sample(connection, about)[0])[0]
    page = {"finding": found, "about": where, "hidden": forms.asked_of(about), "typed": forms.typed_finding(found)}
    return render_template(
        "audits/finding_form.html", refusal=refusal, choices=offered, titles=titles(), **page, **WORDS
    )


def _draw(code: str, refusal: EngineError | None = None) -> str:
    with reading() as connection:
        found = queries.finding(connection, sees_here(), code)
        acts, answered = queries.acts(connection, code), answers_to(connection, found)
        offered = choices(connection)
    me = acting(found.about.process_id)
    may, next_ = possible(found, me), NEXT.get(found.status)
    why_not = None if next_ is None or next_ in may else over_finding(next_, found, me)
    page = {"finding": found, "acts": acts, "answers": answered, "choices": offered, "titles": titles()}
    page["audits_are_read"] = may_audit(actor())
    waits = {"may": may, "next": next_, "why_not": why_not, "Act": ChangeType}
    return render_template("audits/finding.html", refusal=refusal, **page, **waits, **WORDS)


def _heading() -> list[str]:
    gettext = site().gettext
    return [
        gettext("Finding"),
        gettext("Audit"),
        gettext("Kind"),
        gettext("Severity"),
        gettext("Clause"),
        gettext("Title"),
        gettext("About what"),
        gettext("Owner"),
        gettext("To be answered until"),
        gettext("To be done until"),
        gettext("Status"),
        gettext("Raised by"),
        gettext("Raised"),
    ]


def _rows(connection: Connection, wanted: Wanted) -> Iterator[list[str]]:
    gettext, before = site().gettext, None
    while True:
        found, before = queries.findings(connection, sees_here(), wanted, before=before, limit=500)
        for each in found:
            said, procedure = each.said, titles().get(each.about.process_id or "", "")
            yield [
                each.code,
                each.audit or "",
                gettext.render(FINDING_KINDS[said.kind]),
                gettext.render(SEVERITIES[said.severity]),
                said.clause,
                said.title,
                gettext.render(about_text(each.about, procedure)),
                name_of(said.owner),
                said.due,
                each.action_due or "",
                gettext.render(FINDING_STATUSES[each.status]),
                name_of(each.raised_by),
                each.raised_at.astimezone(site().zone).isoformat(timespec="seconds"),
            ]
        if before is None:
            return
