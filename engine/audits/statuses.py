"""What becomes of audits and of findings, and of which kind these are, as the database and JSON say it. Pure."""

from enum import StrEnum


class AuditStatus(StrEnum):
    """What became of an audit."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    CONCLUDED = "concluded"
    """Its report is written; its findings go on."""
    CANCELLED = "cancelled"


class FindingStatus(StrEnum):
    """What a finding waits for, or that it waits for nothing any more."""

    RAISED = "raised"
    """Its owner is to say why it was so, and what is done about it."""
    ANALYSED = "analysed"
    """What was said is to be done."""
    ACTED = "acted"
    """It is done: an auditor is to say whether it helped."""
    EFFECTIVE = "effective"
    """It helped: an auditor is to close it."""
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    """It was raised by mistake."""


class FindingKind(StrEnum):
    """What a finding is (ISO 19011:2018, 3.10 and 3.20)."""

    NONCONFORMITY = "nonconformity"
    OBSERVATION = "observation"
    IMPROVEMENT = "improvement"


class Severity(StrEnum):
    """How grave a finding is."""

    MAJOR = "major"
    MINOR = "minor"


OPEN_FINDINGS = (FindingStatus.RAISED, FindingStatus.ANALYSED, FindingStatus.ACTED, FindingStatus.EFFECTIVE)
"""Of findings that wait for somebody."""
ANSWERABLE = (FindingStatus.RAISED, FindingStatus.ANALYSED)
"""Of findings that a draft may answer: what is done about them is not done yet."""
