"""The report of an audit on paper: its plan, what was found, how far each finding is followed, what it comes to.

It is made of what the ledger of audits says, by the template for any record (`web.paper.filling.general`), so that it
looks as the company's other papers do.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.audits.answers import Answers
from engine.audits.record import Audit, ChangeType, Finding
from engine.audits.statuses import AuditStatus, FindingKind
from engine.clock import to_text
from engine.history.ledger import Entry
from engine.records.templates import Template
from engine.setting_parts.company import Company
from web.paper.contents import Contents
from web.paper.filling import Paper, fill, general
from web.texts.audits import (
    ACTS,
    AUDIT_STATUSES,
    FINDING_KINDS,
    FINDING_STATUSES,
    SEVERITIES,
    about_text,
    evidence_text,
)
from web.texts.formatting import Presenter


@dataclass(frozen=True, slots=True)
class Followed:
    """A finding with what was done about it, and what answers it."""

    finding: Finding
    acts: Sequence[Entry]
    answers: Answers


@dataclass(frozen=True)
class AuditReport:
    """The report of an audit as it stands at a moment. `acts` are those on the audit itself; `scope` says in words of
    what it is, `samples` what was drawn for it; `name_then` gives what people were called, `procedures` the names of
    procedures by id; `address` is where the site shows the audit."""

    audit: Audit
    acts: Sequence[Entry]
    findings: Sequence[Followed]
    scope: str
    samples: Sequence[str]
    company: Company
    presenter: Presenter
    name_then: Callable[[str, str], str]
    procedures: Mapping[str, str]
    at: datetime
    address: str

    def paper(self, paper: Paper) -> bytes:
        """The report as a file. Raises TemplateBroken."""
        format_ = paper.template
        template = Template("informe", format_, general(format_), f"general.{format_}")
        (content,) = fill(template, paper, self.contents, self.company.logo)
        return content

    @property
    def contents(self) -> Contents:
        """What it says, as templates take it (`web.paper.contents`)."""
        gettext, plan = self.presenter.gettext, self.audit.plan
        ended = self.audit.ended_at
        done = self.audit.status is AuditStatus.CONCLUDED and ended is not None
        issued = gettext("Report") if done else gettext("Report, not concluded")
        last = max((*self.acts, *(act for each in self.findings for act in each.acts)), key=lambda act: act.seq)
        return {
            "idioma": gettext.locale,
            "momento": to_text(self.at),
            "folio": self.audit.code,
            "empresa": {"nombre": self.company.name or "", "telefono": self.company.telephone or "", "logo": ""},
            "procedimiento": {"nombre": gettext("Audits"), "codigo": "", "version_en_palabras": self.address},
            "registro": {
                "codigo": self.audit.code,
                "nombre": plan.title,
                "titulo": plan.title,
                "version_en_palabras": issued,
                "huella": last.hash,
                "huella_en_palabras": gettext("Entry {number} of the ledger of audits, SHA-256", number=last.seq),
                "pagina": gettext("Page"),
                "de": gettext("of"),
                "quien": self._name(plan.lead),
                "cuando": self.presenter.exact(ended if ended is not None and done else self.at),
                "paso": f"{self.presenter.day(plan.from_day)} – {self.presenter.day(plan.until_day)}",
                "estado": gettext.render(AUDIT_STATUSES[self.audit.status]),
            },
            "palabras": {
                "folio": gettext("Audit"),
                "version": gettext("Paper"),
                "fecha": gettext("Date"),
                "paso": gettext("Dates"),
                "quien": gettext("Who leads it"),
                "estado": gettext("Status"),
                "versiones": "",
            },
            "datos": {},
            "etiquetas": {},
            "versiones": [],
            "secciones": [*self._plan(), *self._summary(), *map(self._finding, self.findings), self._record()],
        }

    def _plan(self) -> Iterator[dict[str, object]]:
        gettext, audit, plan = self.presenter.gettext, self.audit, self.audit.plan
        if audit.conclusion:
            label = gettext("What it comes to")
            if audit.status is AuditStatus.CANCELLED:
                label = gettext("Why it was cancelled")
            yield _section(label, [_field("", audit.conclusion)])
        scope = [_field(gettext("Scope"), self.scope)]
        if audit.digest is not None:
            said = gettext.ngettext(
                "{n} history when it was begun", "{n} histories when it was begun", audit.population or 0
            )
            scope.append(_field(gettext("Population"), f"{said}, SHA-256 {audit.digest}"))
        if self.samples:
            scope.append(_field(gettext("Samples"), "; ".join(self.samples)))
        people = ", ".join(map(self._name, audit.auditors))
        fields = [
            _field(gettext("Objective"), plan.objective),
            _field(gettext("Criteria"), plan.criteria),
            *scope,
            _field(gettext("Who audits"), people),
        ]
        yield _section(gettext("Plan"), fields)

    def _summary(self) -> Iterator[dict[str, object]]:
        gettext = self.presenter.gettext
        if not self.findings:
            yield _section(gettext("Findings"), [_field("", gettext("No finding was raised in it."))])
            return
        rows = [
            {
                gettext("Finding"): each.finding.code,
                gettext("Title"): each.finding.said.title,
                gettext("Kind"): self._kind(each.finding),
                gettext("Owner"): self._name(each.finding.said.owner),
                gettext("Status"): gettext.render(FINDING_STATUSES[each.finding.status]),
            }
            for each in self.findings
        ]
        yield _section(gettext("Findings"), [_table(gettext("What was found"), rows)])

    def _finding(self, followed: Followed) -> dict[str, object]:
        gettext, presenter, it = self.presenter.gettext, self.presenter, followed.finding
        about = about_text(it.about, self.procedures.get(it.about.process_id or "", it.about.process_id or ""))
        where = gettext.render(about)
        if it.about.version is not None:
            where = f"{where}, {gettext('version {number}', number=it.about.version)}"
        evidence = [f"{gettext.render(evidence_text(each, self.procedures))}: {each.digest}" for each in it.evidence]
        versions = ", ".join(gettext("Version {number}", number=each.number) for each in followed.answers.versions)
        done_by = "" if it.responsible is None else self._name(it.responsible)
        until = presenter.day(it.action_due) if it.action_due else ""
        said = [
            (gettext("About what"), where),
            (gettext("Kind"), self._kind(it)),
            (gettext("Clause"), it.said.clause),
            (gettext("What was found"), it.said.text),
            (gettext("Evidence"), "; ".join(evidence)),
            (gettext("Owner"), self._name(it.said.owner)),
            (gettext("To be answered until"), presenter.day(it.said.due)),
            (gettext("Cause"), it.cause),
            (gettext("Correction"), it.correction),
            (gettext("Corrective action"), it.action),
            (gettext("Who does it"), ", ".join(filter(None, (done_by, until)))),
            (gettext("What answers it"), versions),
            (gettext("What was done"), it.done),
            (gettext("Whether it helped"), it.effectiveness),
            (gettext("Status"), gettext.render(FINDING_STATUSES[it.status])),
        ]
        fields = [_field(label, text) for label, text in said if text]
        return _section(f"{it.code} {it.said.title}", [*fields, self._acts(followed.acts)])

    def _record(self) -> dict[str, object]:
        return _section(self.presenter.gettext("What was done"), [self._acts(self.acts)])

    def _acts(self, acts: Sequence[Entry]) -> dict[str, object]:
        gettext = self.presenter.gettext
        rows = [
            {
                gettext("When"): self.presenter.moment(act.moment),
                gettext("Act"): gettext.render(ACTS[ChangeType(act.type)]),
                gettext("Who"): self.name_then(act.actor or "", act.at),
                gettext("Hash"): act.hash[:12],
            }
            for act in acts
        ]
        return _table(gettext("Acts, each an entry of the ledger"), rows)

    def _kind(self, finding: Finding) -> str:
        gettext, said = self.presenter.gettext, finding.said
        kind = gettext.render(FINDING_KINDS[said.kind])
        if said.kind is not FindingKind.NONCONFORMITY:
            return kind
        return f"{kind}, {gettext.render(SEVERITIES[said.severity])}"

    def _name(self, person: str) -> str:
        return self.name_then(person, to_text(self.audit.planned_at))


def _section(title: str, fields: Sequence[Mapping[str, object]]) -> dict[str, object]:
    return {"titulo": title, "campos": list(fields)}


def _field(label: str, text: str) -> dict[str, object]:
    return {"etiqueta": label, "texto": text, "filas": []}


def _table(label: str, rows: Sequence[Mapping[str, str]]) -> dict[str, object]:
    cells = [[{"etiqueta": name, "texto": text} for name, text in row.items()] for row in rows]
    return {"etiqueta": label, "texto": "", "filas": cells}
