"""What a verification checked and found, check by check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bpmn.messages import Message, lazy_gettext
from engine.history.problems import Kind
from engine.verification.runs import Verified
from web.texts.history_advice import history_advice
from web.texts.verification import KINDS, METHODS, expected_of

OK, WRONG, NOT_DONE = "ok", "wrong", "not_done"
RESULTS = {
    OK: lazy_gettext("in order"),
    WRONG: lazy_gettext("NOT IN ORDER"),
    NOT_DONE: lazy_gettext("not checked"),
}
_CHAIN = frozenset(
    {
        Kind.EVENT_CHANGED,
        Kind.EVENT_REMOVED,
        Kind.EVENT_INSERTED,
        Kind.EVENTS_REORDERED,
        Kind.HISTORY_TRUNCATED,
        Kind.KEY_CHANGED,
        Kind.TIME_WENT_BACK,
    }
)
_SEALS = frozenset({Kind.HISTORY_REWRITTEN, Kind.LOG_CHANGED, Kind.EVENT_BACK_DATED})
_VERSION = frozenset({Kind.DIAGRAM_CHANGED, Kind.FORM_CHANGED})
_FILES = frozenset({Kind.FILE_CHANGED})
_EXECUTION = frozenset({Kind.EVENT_UNKNOWN, Kind.EXECUTION_DIVERGED, Kind.PRUNING_DIVERGED})
_DONE = frozenset({Kind.ACTOR_NOT_ENTITLED, Kind.VALUE_NOT_ALLOWED, Kind.ROLES_CHANGED, Kind.TERM_CHANGED})
CHECKS: tuple[tuple[Message, frozenset[Kind]], ...] = (
    (lazy_gettext("Each event says what was recorded and follows from the one before"), _CHAIN),
    (lazy_gettext("The history is the one that was sealed"), _SEALS),
    (lazy_gettext("The diagrams and forms are those it ran on"), _VERSION),
    (lazy_gettext("The files are those that were handed in"), _FILES),
    (lazy_gettext("Executing the diagram again gives what was recorded"), _EXECUTION),
    (lazy_gettext("Whoever did it could, and every answer, role and term is one that could have been"), _DONE),
)
STORED = lazy_gettext("What is stored of it follows from its history")
PARTED = lazy_gettext("executed up to the event where something else follows than was recorded")
LONG = lazy_gettext(
    "Its history is longer than SpiffWorkflow alone can carry, some 250 rounds of a loop: from there on the product's "
    "runner executed it alone."
)


@dataclass(frozen=True, slots=True)
class Check:
    """Something that was looked at; `result` is ``ok``, ``wrong`` or ``not_done``."""

    name: Message
    result: str

    @property
    def result_text(self) -> Message:
        """The result in words."""
        return RESULTS[self.result]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was found wrong: at which event (None: about no event), what was expected and what was found."""

    what: Message | str
    seq: int | None
    subject: str | None
    expected: Message | str
    found: str


@dataclass(frozen=True, slots=True)
class VerificationView:
    """The last verification of an instance, for its page. `method` says what executed it, `reason` why not all of it
    was by SpiffWorkflow; `grown`: events came after it; `todo`: what to do about the findings; `disposal`: the reserve
    that its data were disposed of."""

    verified: Verified
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    method: Message
    reason: Message | None
    grown: bool
    todo: tuple[Message, ...]
    disposal: Mapping[str, Any] | None = None


def verification_view(verified: Verified, events: int, *, sealed: bool) -> VerificationView:
    """The view of `verified`. `events`: how many the history has now. `sealed`: a seal covers the history."""
    report: Mapping[str, Any] = verified.report
    problems: Sequence[Mapping[str, Any]] = report.get("problems", ())
    method = str(report.get("method", "none"))
    found = {str(problem["kind"]) for problem in problems}
    named = frozenset().union(*(kinds for _, kinds in CHECKS))
    parted = bool(found & _EXECUTION)
    chain, seals, version, files, execution, done = (_check(name, kinds, found) for name, kinds in CHECKS)
    # What was not come to is not in order: a broken chain is held against no seal and not executed, and what is stored
    # is held against a history that was executed to its end.
    checks = (
        chain,
        seals if sealed and chain.result == OK else _undone(seals),
        version,
        files,
        execution if method != "none" else _undone(execution),
        done if method != "none" and not parted else _undone(done),
        Check(STORED, WRONG if found - named else NOT_DONE if parted or method == "none" else OK),
    )
    findings = tuple(_finding(problem) for problem in problems)
    disposal: Mapping[str, Any] | None = report.get("disposal")
    reason = LONG if method == "pruned" and disposal is None else None
    how = PARTED if parted else METHODS.get(method, METHODS["none"])
    todo = history_advice(verified.folio, (str(problem["kind"]) for problem in problems))
    return VerificationView(verified, checks, findings, how, reason, verified.events < events, todo, disposal)


def _undone(check: Check) -> Check:
    return Check(check.name, NOT_DONE) if check.result == OK else check


def _check(name: Message, kinds: frozenset[Kind], found: set[str]) -> Check:
    return Check(name, WRONG if found & {str(kind) for kind in kinds} else OK)


def _finding(problem: Mapping[str, Any]) -> Finding:
    kind = str(problem["kind"])
    what = next((text for known, text in KINDS.items() if known == kind), kind)
    expected, found = ("—" if problem[name] is None else str(problem[name]) for name in ("expected", "found"))
    return Finding(what, problem["seq"], problem["subject"], expected_of(kind, expected), found)
