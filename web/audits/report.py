"""The report of an audit, gathered from its ledger for whoever asks."""

from engine.audits import queries
from engine.audits.answers import answers_to
from engine.audits.queries import Sees, Wanted
from engine.audits.record import Audit
from engine.db import Connection
from web.audits.reading import sampled, scope_text, titles
from web.pages.names import name_then
from web.paper.audit_report import AuditReport, Followed
from web.site import presenter, site

MOST = 1000
"""How many findings a report holds."""


def report_of(connection: Connection, sees: Sees, audit: Audit, base: str) -> AuditReport:
    """The report of an audit as it stands; `base` is the address of the site, where its settings say none."""
    found, _ = queries.findings(connection, sees, Wanted(audit=audit.code), limit=MOST)
    followed = [
        Followed(each, queries.acts(connection, each.code), answers_to(connection, each)) for each in reversed(found)
    ]
    here = site()
    gettext = presenter().gettext
    return AuditReport(
        audit,
        queries.acts(connection, audit.code),
        followed,
        scope_text(connection, audit),
        [
            id
            if each is None
            else gettext(
                "{title}: {items} of {population}, {deviating} with deviations, SHA-256 {digest}",
                title=each.title,
                items=each.items,
                population=each.population,
                deviating=each.deviating,
                digest=each.digest,
            )
            for id, each in sampled(connection, audit.plan.samples)
        ],
        here.settings.company,
        presenter(),
        name_then,
        titles(),
        here.clock(),
        f"{(here.settings.base_url or base).rstrip('/')}/auditoria/auditorias/{audit.code}",
    )
