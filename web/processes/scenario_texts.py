"""What came of scenarios, in words: for the room in which a draft is tried, and among its findings."""

from collections.abc import Iterable, Mapping, Sequence

from bpmn.findings import Finding, Severity
from bpmn.messages import Message, lazy_gettext
from bpmn.naming import quoted
from engine.errors import EngineError, ExecutionFailed, FormRejected
from engine.trials.scenarios import Difference, Verdict
from web.errors import text

UNNAMED = lazy_gettext("a step without a name")
UNNAMED_END = lazy_gettext("an end without a name")


def findings_of(verdicts: Iterable[Verdict]) -> list[Finding]:
    """The scenarios that did not come to what was expected, as findings of the draft."""
    found = []
    for verdict in verdicts:
        if verdict.difference is not None:
            message = lazy_gettext(
                "The scenario {name} comes to something else than before: {difference}",
                name=quoted(verdict.name),
                difference=said(verdict.difference),
            )
            found.append(Finding("scenario_failed", Severity.WARNING, verdict.difference.element, None, message))
        elif not verdict.tried:
            message = lazy_gettext(
                "There was no time yet to go through the scenario {name}: look at the findings again.",
                name=quoted(verdict.name),
            )
            found.append(Finding("scenario_not_tried", Severity.INFO, None, None, message))
    return found


def said(difference: Difference) -> Message:
    """Where a walk came to something else, as a sentence."""
    number = difference.act
    match difference.kind:
        case "stuck":
            why = trouble(difference.error, {}, {}) if difference.error is not None else lazy_gettext("it stops there.")
            if number == 0:
                return lazy_gettext("it cannot begin. {why}", why=why)
            return lazy_gettext("step {number} of it cannot be done. {why}", number=number, why=why)
        case "waiting":
            return _waiting(number, difference.expected, difference.found)
    if not difference.expected:
        return lazy_gettext("it ends at {end}, and should go on.", end=_named(difference.found, UNNAMED_END))
    if not difference.found:
        return lazy_gettext("it should end at {end}, and does not end.", end=_named(difference.expected, UNNAMED_END))
    return lazy_gettext(
        "it should end at {expected}, and ends at {found}.",
        expected=_named(difference.expected, UNNAMED_END),
        found=_named(difference.found, UNNAMED_END),
    )


def trouble(error: EngineError, names: Mapping[str, str], roles: Mapping[str, str]) -> Message:
    """Why an act could not be done: elements by their `names`, people and roles by those of `roles`."""
    if isinstance(error, FormRejected):
        wrong = [each.message for each in error.errors]
        return lazy_gettext("The form does not take it: {what}", what=_joined(wrong))
    message = text(error)
    values = dict(message.values)
    if isinstance(error, ExecutionFailed) and error.element is not None:
        values["element"] = quoted(names[error.element]) if error.element in names else UNNAMED
    for name in ("actor", "by", "person"):
        if isinstance(values.get(name), str):
            values[name] = roles.get(str(values[name]), values[name])
    held = error.details.get("roles")
    if isinstance(held, list):
        values["roles"] = ", ".join(roles.get(str(each), str(each)) for each in held)
    return message.with_values(values)


def _waiting(number: int, expected: Sequence[str], found: Sequence[str]) -> Message:
    should, does = _named(expected, UNNAMED), _named(found, UNNAMED)
    if not expected:
        return lazy_gettext("after step {number} of it {found} waits too.", number=number, found=does)
    if not found:
        return lazy_gettext("after step {number} of it {expected} should wait.", number=number, expected=should)
    return lazy_gettext(
        "after step {number} of it {expected} should wait, and {found} waits.",
        number=number,
        expected=should,
        found=does,
    )


def _named(names: Sequence[str], unnamed: Message) -> Message:
    return _joined([quoted(name) if name else unnamed for name in names])


def _joined(parts: Sequence[Message]) -> Message:
    """Messages one after another, as one."""
    whole = parts[0] if parts else lazy_gettext("none")
    for each in parts[1:]:
        whole = lazy_gettext("{first}, {then}", first=whole, then=each)
    return whole
