"""What of a draft's findings one change puts right, and that change made: the repairs that ask nothing."""

from collections.abc import Iterable, Mapping

from bpmn.findings import Finding
from bpmn.repair import Given, Offer, Repaired, repair
from bpmn.repair.repairing import kinds
from engine.definitions.drafts import Draft
from web.i18n import Translator


def offered(draft: Draft, findings: Iterable[Finding], gettext: Translator) -> Mapping[tuple[str, str], Offer]:
    """The repairs of what was found, by the code of the finding and its element. Nothing is looked for where nothing
    that can be repaired was found: a draft is judged after each stroke."""
    known = frozenset[str]().union(*(kind.CODES for kind in kinds().values()))
    if not any(finding.code in known and finding.element and finding.repair is None for finding in findings):
        return {}
    found = repair(draft.diagram, draft.forms, _given(gettext), wanted=()).offered
    return {
        (code, element): offer
        for offer in reversed(found)
        if offer.question is None
        for code in offer.codes
        for element in offer.elements
    }


def mended(draft: Draft, key: str, gettext: Translator) -> Repaired:
    """The draft after one repair; as it was where that is not offered any more."""
    return repair(draft.diagram, draft.forms, _given(gettext), wanted={key})


def _given(gettext: Translator) -> Given:
    return Given(words=gettext.render)
