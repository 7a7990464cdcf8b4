"""What of audits and findings whoever is acting sees, and what the forms about them offer to be chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.audits import queries
from engine.audits.about import About, Evidence
from engine.audits.queries import Sees
from engine.audits.record import Audit, Finding
from engine.audits.statuses import AuditStatus
from engine.audits.who import Actor
from engine.db import Connection
from engine.errors import NotFound
from engine.identity.queries import Person, all_people
from engine.identity.rights import Right
from engine.identity.role_ids import AUDITOR
from engine.sampling import queries as samples
from engine.sampling.queries import Sample
from web.pages.names import procedure_names
from web.pages.reader import reader
from web.pages.wanted import Filters
from web.pages.wanted_choices import choices as wanted_choices
from web.pages.wanted_texts import sentence
from web.session import actor
from web.site import presenter, site
from web.transactions import once


def sees_here() -> Sees:
    """Which findings whoever is acting sees; made once for each moment."""
    return once("findings seen", lambda connection: queries.sees(actor(), reader(), procedure_names()))


def acting(process_id: str | None = None) -> Actor:
    """Whoever is acting, as the rules of who may ask."""
    prepares = process_id is not None and Right.PREPARE in actor().rights_over(process_id)
    return Actor(actor().id, AUDITOR in actor().roles, prepares)


def scope_text(connection: Connection, audit: Audit) -> str:
    """What an audit's scope asks for, in one sentence."""
    filters = Filters.of_text(audit.plan.scope, site().zone)
    if not audit.plan.scope:
        return site().gettext("All histories")
    asked = sentence(filters, wanted_choices(connection, site().runtime, filters), presenter())
    return site().gettext.render(asked)


def today() -> date:
    """The office's day."""
    return site().clock().astimezone(site().zone).date()


@dataclass(frozen=True, slots=True)
class Choices:
    """What forms offer: the `people` who are here, the `auditors` among them, and the `audits` in which whoever is
    acting may raise a finding now."""

    people: list[Person]
    auditors: list[Person]
    audits: list[Audit]


def choices(connection: Connection) -> Choices:
    """What there is to choose."""
    people = sorted((each for each in all_people(connection) if each.active), key=lambda each: each.name.casefold())
    mine = [
        each
        for each in queries.all_audits(connection)
        if each.status is AuditStatus.UNDER_WAY and actor().id in each.auditors
    ]
    return Choices(people, [each for each in people if AUDITOR in each.roles], mine)


def overdue(finding: Finding) -> bool:
    """Whether what a finding waits for was due before today."""
    term = finding.term
    return term is not None and term < today().isoformat()


def sampled(connection: Connection, ids: Sequence[str]) -> list[tuple[str, Sample | None]]:
    """The samples of an audit by their numbers; None for one that there is not."""
    found: list[tuple[str, Sample | None]] = []
    for id in ids:
        try:
            found.append((id, samples.sample(connection, int(id))))
        except (NotFound, ValueError):
            found.append((id, None))
    return found


def of_sample(connection: Connection, about: About) -> tuple[About, tuple[Evidence, ...]]:
    """What a finding is about with what its sample is called, and the sample as evidence: by the digest of all that it
    was drawn from, which with its seed gives it again. Raises NotFound (kind ``sample``)."""
    if about.sample is None:
        return about, ()
    if not about.sample.isdecimal():
        raise NotFound(kind="sample", id=about.sample)
    found = samples.sample(connection, int(about.sample))
    named = about if about.folio is not None else replace(about, name=found.title)
    return named, (Evidence("sample", found.title, found.digest),)


def titles() -> Mapping[str, str]:
    """What procedures are called, by id."""
    return procedure_names()
