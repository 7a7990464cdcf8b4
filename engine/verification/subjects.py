"""What everything that is checked is called, in the words of who reads it: on a page, in a terminal, in a letter."""

from collections.abc import Mapping

from bpmn.messages import Message, lazy_gettext
from engine.calendar.record import CALENDAR
from engine.definitions.trail import DOCUMENTS
from engine.documents.record import FILES
from engine.history.restorations import INSTALLATION
from engine.identity.record import PEOPLE
from engine.instances.openings import READINGS
from engine.instances.starts import REGISTER
from engine.notifications.record import DELIVERIES
from engine.records.record import TEMPLATES
from engine.sampling.record import SAMPLES
from engine.telling.record import TELLING
from engine.verification.ledger_checks import LEDGER
from engine.verification.left_out import SEALING
from engine.verification.log_checker import CHECKPOINTS, LOG
from engine.verification.verdicts import VERDICTS
from engine.webhooks.record import WEBHOOKS

WITNESS = "witness"
"""The subject of what a witness says of the log."""
CLOCK = "clock"
"""The subject of what a time-stamp authority says of this machine's clock."""
CHECKS = {
    LOG: lazy_gettext("Sealed log"),
    CHECKPOINTS: lazy_gettext("Seals"),
    WITNESS: lazy_gettext("Witness"),
    CLOCK: lazy_gettext("Clock"),
}
"""What is checked of the log; the other checks are called by their subjects."""
NAMES = {
    PEOPLE: lazy_gettext("People, roles and rights"),
    CALENDAR: lazy_gettext("Calendar"),
    WEBHOOKS: lazy_gettext("Webhooks"),
    TEMPLATES: lazy_gettext("Templates of records"),
    TELLING: lazy_gettext("Notices: how people want to be told, and in which words"),
    DELIVERIES: lazy_gettext("Deliveries"),
    FILES: lazy_gettext("Stored files"),
    VERDICTS: lazy_gettext("Verdicts of verification"),
    READINGS: lazy_gettext("Readings of personal data"),
    SAMPLES: lazy_gettext("Samples of auditors"),
    SEALING: lazy_gettext("What sealing left out"),
    INSTALLATION: lazy_gettext("Restored backups"),
}


def subject_name(subject: str, procedures: Mapping[str, str]) -> Message | str:
    """What something that is checked is called; what is no ledger and no check by its own name, as a folio is.
    `procedures` are the names of procedures by id."""
    if subject in CHECKS:
        return CHECKS[subject]
    kind, _, name = subject.removeprefix(f"{LEDGER}:").partition(":")
    if kind == REGISTER:
        return lazy_gettext("Register of starts {name}", name=name)
    if kind == DOCUMENTS:
        return lazy_gettext("Document control of {name}", name=procedures.get(name, name))
    return NAMES.get(kind, subject) if subject.startswith(f"{LEDGER}:") else subject
