"""What a verification checked and found, check by check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bpmn.messages import Message, msg
from engine.history.problems import Kind
from engine.replay.runs import Verified
from web.cli.verify import KINDS, METHODS

OK, WRONG, NOT_DONE = "ok", "wrong", "not_done"
SAID = {OK: msg("in order"), WRONG: msg("NOT IN ORDER"), NOT_DONE: msg("not checked")}
_CHAIN = frozenset(
    {Kind.EVENT_CHANGED, Kind.EVENT_REMOVED, Kind.EVENT_INSERTED, Kind.EVENTS_REORDERED, Kind.HISTORY_TRUNCATED}
)
_SEALS = frozenset({Kind.HISTORY_REWRITTEN, Kind.SEAL_CHANGED})
_VERSION = frozenset({Kind.DIAGRAM_CHANGED, Kind.FORM_CHANGED})
_FILES = frozenset({Kind.FILE_CHANGED})
_EXECUTION = frozenset({Kind.EVENT_UNKNOWN, Kind.EXECUTION_DIVERGED, Kind.PRUNING_DIVERGED})
CHECKS: tuple[tuple[Message, frozenset[Kind]], ...] = (
    (msg("Each event says what was recorded and follows from the one before"), _CHAIN),
    (msg("The history is the one that was sealed"), _SEALS),
    (msg("The diagrams and forms are those it ran on"), _VERSION),
    (msg("The files are those that were handed in"), _FILES),
    (msg("Executing the diagram again gives what was recorded"), _EXECUTION),
)
STORED = msg("What is stored of it follows from its history")
LONG = msg(
    "Its history is longer than SpiffWorkflow alone can carry, some 250 rounds of a loop: from there on the product's "
    "runner executed it alone."
)


@dataclass(frozen=True, slots=True)
class Check:
    """Something that was looked at; `result` is ``ok``, ``wrong`` or ``not_done``."""

    name: Message
    result: str

    @property
    def said(self) -> Message:
        """The result in words."""
        return SAID[self.result]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was found wrong: at which event (None: about no event), what was expected and what was found."""

    what: Message | str
    seq: int | None
    subject: str | None
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The last verification of an instance, for its page. `method` says what executed it, `reason` why not all of it
    was by SpiffWorkflow; `grown`: events came after it."""

    verified: Verified
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    method: Message
    reason: Message | None
    grown: bool


def verdict(verified: Verified, events: int, *, sealed: bool) -> Verdict:
    """What to say of `verified`, whose history has `events` by now; `sealed`: there is a seal to hold it against."""
    report: Mapping[str, Any] = verified.report
    problems: Sequence[Mapping[str, Any]] = report.get("problems", ())
    method = str(report.get("method", "none"))
    found = {str(problem["kind"]) for problem in problems}
    checks = [_check(name, kinds, found) for name, kinds in CHECKS]
    checks.append(Check(STORED, WRONG if found - {kind for _, kinds in CHECKS for kind in kinds} else OK))
    if not sealed and checks[1].result == OK:
        checks[1] = Check(checks[1].name, NOT_DONE)
    if method == "none":
        checks[4:] = [Check(each.name, NOT_DONE) if each.result == OK else each for each in checks[4:]]
    findings = tuple(_finding(problem) for problem in problems)
    reason = LONG if method == "pruned" else None
    how = METHODS.get(method, METHODS["none"])
    return Verdict(verified, tuple(checks), findings, how, reason, verified.events < events)


def _check(name: Message, kinds: frozenset[Kind], found: set[str]) -> Check:
    return Check(name, WRONG if found & {str(kind) for kind in kinds} else OK)


def _finding(problem: Mapping[str, Any]) -> Finding:
    kind = str(problem["kind"])
    what = next((text for known, text in KINDS.items() if known == kind), kind)
    told = (str(problem["expected"]), str(problem["found"]))
    return Finding(what, problem["seq"], problem["subject"], *told)
