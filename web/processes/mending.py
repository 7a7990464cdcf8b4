"""What of a draft's findings a change puts right, and that change made: by itself, or with the one thing it asks."""

from collections.abc import Iterable, Mapping

from bpmn.findings import Finding
from bpmn.messages import Message
from bpmn.repair import Given, Offer, Question, Repaired, repair
from bpmn.repair.repairing import kinds
from engine.definitions.drafts import Draft
from web.i18n import Translator
from web.texts.findings import sentence


def offered(draft: Draft, findings: Iterable[Finding], given: Given) -> Mapping[tuple[str, str], Offer]:
    """The repairs of what was found, by the code of the finding and its element; one that asks nothing goes before one
    that asks something. Nothing is looked for where nothing that can be repaired was found: a draft is judged after
    each stroke."""
    known = frozenset[str]().union(*(kind.CODES for kind in kinds().values()))
    if not any(finding.code in known and finding.element and finding.repair is None for finding in findings):
        return {}
    found = sorted(repair(draft.diagram, draft.forms, given, wanted=()).offered, key=lambda each: bool(each.question))
    return {(code, element): offer for offer in reversed(found) for code in offer.codes for element in offer.elements}


def mended(draft: Draft, key: str, answer: str, given: Given) -> Repaired:
    """The draft after one repair; as it was where that is not offered any more, or asks for another answer."""
    return repair(draft.diagram, draft.forms, given, wanted={key}, answers={key: answer})


def asked(question: Question, gettext: Translator) -> dict[str, object]:
    """A question as the editor asks it."""

    def label(text: Message | str) -> str:
        return text if isinstance(text, str) else gettext.render(text)

    return {
        "text": sentence(question.text, gettext),
        "choices": [{"value": each.value, "label": label(each.label)} for each in question.choices],
        "written": str(question.written),
        "suggested": question.suggested,
        "choose": gettext("Choose…"),
        "other": gettext("or a role that is not there yet"),
    }
