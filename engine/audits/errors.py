"""What of audits and findings is refused, and why."""

from engine.audits.who import Refusal
from engine.errors import Conflict, Invalid, NotAllowed


class NotTheirs(NotAllowed):
    """The act is somebody else's. Details: `actor`, `kind`: a `Refusal`."""

    code = "audit_not_theirs"


class NotThere(Conflict):
    """The audit or finding is not, or no longer, where this can be done to it. Details: `id` and `kind`: its status
    after ``audit_`` or ``finding_``."""

    code = "audit_not_there"


class Lacking(Invalid):
    """A text without which nobody could follow it. Details: `kind`: which."""

    code = "audit_lacks"


class TooLong(Invalid):
    """A text that is longer than is kept. Details: `kind`: which, `longest`."""

    code = "audit_text_too_long"


class BadDay(Invalid):
    """What was given as a day is none, or one that has passed. Details: `kind`: which, `value`."""

    code = "audit_bad_day"


class DaysTurned(Invalid):
    """An audit that ends before it begins. No details."""

    code = "audit_days_turned"


class LeadNotAuditor(Invalid):
    """Who is to lead an audit does not hold the role of auditors. Details: `person`."""

    code = "audit_lead_not_auditor"


class NothingWithinScope(Invalid):
    """No instance is like what the scope asks for. No details."""

    code = "audit_scope_empty"


class NotItsDraft(Invalid):
    """A draft of another procedure than the one that the finding is about. Details: `id`."""

    code = "finding_of_another_procedure"


def refuse(refusal: Refusal | None, actor: str) -> None:
    """Raises NotTheirs where there is a reason why not."""
    if refusal is not None:
        raise NotTheirs(actor=actor, kind=str(refusal))
