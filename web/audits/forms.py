"""What the forms about audits and findings say, and what they hold when they are shown again."""

from collections.abc import Mapping

from flask import request
from werkzeug.datastructures import MultiDict

from engine.audits.about import About
from engine.audits.record import Audit, Finding, Plan, Said
from engine.audits.statuses import FindingKind, Severity
from web.pages.wanted import Filters
from web.site import site

ABOUT = {
    "proceso": "process_id",
    "elemento": "element",
    "folio": "folio",
    "muestra": "sample",
    "politica": "policy",
    "nombre": "name",
}
"""What an address calls what a finding is about."""
NUMBERS = {"version": "version", "evento": "seq"}
LONGEST = 200


def plan_sent() -> Plan:
    """The plan that was sent."""
    form = request.form
    return Plan(
        form.get("title", ""),
        form.get("objective", ""),
        form.get("criteria", ""),
        scope_of(form.get("scope", "")),
        tuple(each for each in form.get("samples", "").replace(",", " ").split()),
        form.get("lead", ""),
        tuple(form.getlist("team")),
        form.get("from_day", ""),
        form.get("until_day", ""),
    )


def scope_of(address: str) -> str:
    """A question of the register as it is kept: of an address, or what stands behind its question mark, only what the
    register understands."""
    asked = address.strip().rpartition("?")[2]
    filters = Filters.of_text(asked, site().zone)
    return filters.text if filters.filtered else ""


def typed_plan(audit: Audit | None, asked: Mapping[str, str]) -> dict[str, object]:
    """What the form of a plan holds: what was sent, else the plan, else what the address asks for."""
    if request.method == "POST":
        plan = plan_sent()
    elif audit is not None:
        plan = audit.plan
    else:
        plan = Plan("", "", "", scope_of(asked.get("alcance", "")), (), asked.get("lead", ""), (), "", "")
    return {name: getattr(plan, name) for name in Plan.__dataclass_fields__} | {"samples": " ".join(plan.samples)}


def said_sent() -> Said:
    """What was sent of a finding; a kind or severity that there is not counts as the first."""
    form = request.form
    kind, severity = form.get("kind", ""), form.get("severity", "")
    return Said(
        FindingKind(kind) if kind in list(FindingKind) else FindingKind.NONCONFORMITY,
        Severity(severity) if severity in list(Severity) else Severity.MINOR,
        *(form.get(name, "") for name in ("clause", "title", "text", "owner", "due")),
    )


def typed_finding(finding: Finding | None) -> dict[str, str]:
    """What the form of a finding holds."""
    said = said_sent() if request.method == "POST" or finding is None else finding.said
    return said.as_said() | {"audit": request.values.get("auditoria", "")}  # type: ignore[return-value]


def about_asked(values: "MultiDict[str, str]") -> About:
    """What a finding is to be about, as an address or a form says it."""
    texts = {name: values.get(key, "").strip()[:LONGEST] or None for key, name in ABOUT.items()}
    numbers = {name: values.get(key, type=int) for key, name in NUMBERS.items()}
    return About(**{**texts, **numbers, "name": texts["name"] or ""})  # type: ignore[arg-type]


def asked_of(about: About) -> dict[str, str]:
    """The same as hidden fields of a form and as an address."""
    said = {key: getattr(about, name) for key, name in (ABOUT | NUMBERS).items()}
    return {key: str(value) for key, value in said.items() if value not in (None, "")}
