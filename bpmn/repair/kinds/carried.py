"""The one change that a finding carries itself (`bpmn.findings.Repair`): what the editor makes at a press."""

from collections.abc import Iterator
from dataclasses import replace

from bpmn.findings import Finding
from bpmn.repair.conditions import put_condition
from bpmn.repair.file import File, name_of
from bpmn.repair.offers import Choice, Offer, Question
from bpmn.repair.splice import turn_into

CODES = frozenset(
    {
        "deadlock", "expression_spelling", "incomparable_kinds", "lack_of_synchronisation", "unknown_variable",
        "unoffered_value",
    }
)  # fmt: skip
_CERTAIN = frozenset({"expression_spelling", "deadlock", "lack_of_synchronisation"})
"""Findings of which the repair means what was meant; the others' is a guess, which somebody has to confirm."""
_KINDS = ("condition", "gateway", "interrupting", "default")
YES = "yes"


def offers(file: File) -> Iterator[Offer]:
    seen: set[str] = set()
    for finding in file.findings:
        repair = finding.repair
        if repair is None or repair.kind not in _KINDS or not file.has(repair.element) or repair.element in seen:
            continue
        seen.add(repair.element)
        offer = Offer(
            f"carried:{finding.code}:{repair.element}",
            "carried",
            repair.label,
            _about(finding),
            frozenset({finding.code}),
        )
        if finding.code not in _CERTAIN:
            asked = Question(finding.message, (Choice(YES, repair.label),), suggested=YES)
            offer = replace(offer, question=asked)
        yield offer


def _about(finding: Finding) -> tuple[str, ...]:
    assert finding.repair is not None
    return tuple(dict.fromkeys((finding.repair.element, *([finding.element] if finding.element else []))))


def make(file: File, offer: Offer, answer: str) -> None:
    found = next(
        (
            each.repair
            for each in file.findings
            if each.repair is not None and f"carried:{each.code}:{each.repair.element}" == offer.key
        ),
        None,
    )
    if found is None:  # what was repaired before has put it right
        return
    element = file.element(found.element)
    match found.kind:
        case "condition" if name_of(element) == "sequenceFlow":
            put_condition(file, found.element, found.value)
        case "gateway":
            turn_into(file, found.element, found.value)
        case "interrupting":
            element.set("cancelActivity", found.value)
        case "default":
            element.set("default", found.value)
