"""Whether whoever is acting raises findings, and the link to do so from where something is seen."""

from engine.identity.role_ids import AUDITOR
from web.session import actor


def raises_findings() -> bool:
    """Whether whoever is acting raises findings of audits: auditors do; who administers reads them only."""
    return AUDITOR in actor().roles
