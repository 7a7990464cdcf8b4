"""What can go wrong, as classes: five kinds, each error a subclass with a stable code.

No status and no text for people here: `web.errors` maps the code and the details to both. A foreign error is chained
with ``from``, so that its cause stays in the log.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # everything imports the errors; few need forms
    from bpmn.findings import Finding
    from bpmn.forms.validate import FieldError
    from bpmn.messages import Message


class EngineError(Exception):
    """Something the engine refuses or cannot do. `code` is stable; `details` are the values a text needs."""

    code: str = "engine_error"

    def __init__(self, **details: object) -> None:
        super().__init__(self.code, details)
        self.details = details

    def __reduce__(self) -> tuple[object, ...]:
        # An error of another process is told here as its own; `args` are not what the class is made from.
        return _restored, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        return f"{self.code}: " + ", ".join(f"{name}={value!r}" for name, value in self.details.items())


def _restored(kind: type[EngineError], args: tuple[object, ...], state: dict[str, object]) -> EngineError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class NotFound(EngineError):
    """What was asked for does not exist. Details: `kind`, `id`."""

    code = "not_found"


class NotAllowed(EngineError):
    """The actor may not do this."""

    code = "not_allowed"


class NotACandidate(NotAllowed):
    """The actor holds none of the roles that may do the activity. Details: `actor`, `element`, `roles`."""

    code = "not_a_candidate"


class ClaimedByAnother(NotAllowed):
    """Somebody else has taken the work. Details: `actor`, `assignee`, `element`."""

    code = "claimed_by_another"


class Conflict(EngineError):
    """The state is no longer the one the actor saw."""

    code = "conflict"


class TaskAlreadyCompleted(Conflict):
    """The work was completed or withdrawn before. Details: `id`, `element`, `status`, `by`."""

    code = "task_already_completed"


class NobodyHasIt(Conflict):
    """Nobody else has the work, of whom it could be asked or taken over. Details: `element`."""

    code = "nobody_has_it"


class StaleHistory(Conflict):
    """Another command wrote the next event of this instance first. Details: `folio`, `seq`."""

    code = "stale_history"


class InstanceEnded(Conflict):
    """The instance is completed or cancelled already. Details: `folio`, `status`."""

    code = "instance_ended"


class AlreadyDeployed(Conflict):
    """The version in force says exactly this already. Details: `process_id`, `number`."""

    code = "already_deployed"


class Invalid(EngineError):
    """What was given cannot be accepted as it is."""

    code = "invalid"


class DiagramRejected(Invalid):
    """The diagram has findings that refuse it."""

    code = "diagram_rejected"

    def __init__(self, findings: "Sequence[Finding]", *, file: str | None = None) -> None:
        super().__init__(file=file, count=sum(finding.refuses for finding in findings))
        self.findings = tuple(findings)


class FormRejected(Invalid):
    """A form's values do not pass; every field that fails is named."""

    code = "form_rejected"

    def __init__(self, errors: "Sequence[FieldError]", *, form: str | None) -> None:
        super().__init__(form=form, count=len(errors), fields=[error.field for error in errors])
        self.errors = tuple(errors)


class EngineFault(EngineError):
    """Something that must not happen did. Nothing was stored."""

    code = "engine_fault"


class ExecutionFailed(EngineFault):
    """The diagram could not go on from here. Details: `element` (its id, None where it is not known), `reason` (a
    Message), `cause` (its stable code)."""

    code = "execution_failed"

    def __init__(self, *, element: str | None, reason: "Message", cause: str) -> None:
        super().__init__(element=element, reason=reason, cause=cause)
        self.element, self.reason, self.cause = element, reason, cause


class HistoryTampered(EngineFault):
    """The stored history does not agree with itself. Details: `folio`, `seq`, `reason`."""

    code = "history_tampered"


class ReplayDiverged(EngineFault):
    """Executing the history again gave something else. Details: `folio`, `seq`, `expected`, `found`."""

    code = "replay_diverged"


class BadValue(Invalid):
    """A text or a number that the database cannot hold, such as a NUL character. Details: `reason`."""

    code = "bad_value"


class BadSetting(Invalid):
    """A setting is missing or wrong. Details: `name`, `value`, `expected`; `kind`, ``unknown`` where there is none of
    that name."""

    code = "bad_setting"


class StoreUnavailable(EngineError):
    """The database cannot be reached, or holds no schema of this version. Details: `reason`; `kind`, where it is known:
    ``unreachable``, ``refused``, ``slow``, ``full``,
    ``not_permitted``, ``encoding``."""

    code = "store_unavailable"


class HistoriesOfBefore(StoreUnavailable):
    """The database holds histories in the format of a version of before, which nothing makes those of now. Details:
    `count` (of instances)."""

    code = "histories_of_before"


class SchemaDiffers(StoreUnavailable):
    """The schema is not the one that this program was written for. Details: `kind` (an
    `engine.migrations.states.SchemaState`), `found`, `expected` (revisions), `tables` (not ours, or missing)."""

    code = "schema_differs"
