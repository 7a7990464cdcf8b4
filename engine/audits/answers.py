"""Which drafts and versions answer a finding: what their authors say of them names it by its code.

A draft that is being written is linked to it (`engine.audits.following.link_draft`); whoever submits and approves it
says so with the act (`engine.definitions.control`), so that the acts of document control tell which version it is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from engine.audits.models import audit_findings
from engine.audits.record import Finding
from engine.audits.rows import finding_of
from engine.definitions import queries
from engine.definitions.drafts import Heading, open_headings
from engine.definitions.queries import Version
from engine.definitions.statuses import BEEN_IN_FORCE, VersionStatus
from engine.errors import NotFound

CODE = re.compile(r"\bH-\d{4}-\d{3,}\b")
"""A finding as texts name it."""
SIGNED = (*BEEN_IN_FORCE, VersionStatus.APPROVED)


@dataclass(frozen=True, slots=True)
class Answers:
    """What answers a finding: the open draft, if one does, and the versions, the newest first."""

    draft: Heading | None
    versions: tuple[Version, ...]


def codes_in(texts: Iterable[str]) -> tuple[str, ...]:
    """The findings that texts name, each once."""
    return tuple(dict.fromkeys(code for text in texts for code in CODE.findall(text)))


def as_text(finding: Finding) -> str:
    """A finding as a draft says that it answers it."""
    return f"{finding.code} {finding.said.title}"


def answers_to(connection: Connection, finding: Finding) -> Answers:
    """What answers a finding."""
    process_id = finding.about.process_id
    drafts = [each for each in open_headings(connection) if _answers(each, finding)]
    try:
        known = queries.versions(connection, process_id)
    except NotFound:
        known = []
    versions = tuple(each for each in known if each.status in SIGNED and finding.code in codes_in(each.findings))
    return Answers(drafts[0] if drafts else None, versions)


def answered_by(connection: Connection, draft_id: int, said: Iterable[str] = ()) -> list[Finding]:
    """The findings that a draft is to answer, by code: those linked to it, and those that its author names."""
    rows = audit_findings.c
    query = select(audit_findings).where((rows.draft == draft_id) | rows.code.in_(codes_in(said)))
    return [finding_of(row) for row in connection.execute(query.order_by(rows.code))]


def _answers(draft: Heading, finding: Finding) -> bool:
    return draft.id == finding.draft or finding.code in codes_in(draft.findings)
