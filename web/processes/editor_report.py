"""The answer to each save of the editor in the browser, as JSON."""

from flask import url_for

from bpmn.consequences import causes
from bpmn.explanations import explanations
from bpmn.findings import Finding
from bpmn.repair import Given, Offer
from web.i18n import Translator
from web.processes.differences import differences_view
from web.processes.draft_view import DraftView
from web.processes.mending import asked, offered
from web.texts.findings import sentence, told
from web.texts.formatting import Presenter
from web.texts.versions import SEVERITIES


def editor_report(draft: DraftView, given: Given, gettext: Translator, presenter: Presenter) -> dict[str, object]:
    """Revision, when it was saved, findings and differences, in the reader's words; repairs choose from `given`."""
    see = gettext("See it")
    repairs = offered(draft.draft, draft.findings, given)

    def finding(each: Finding) -> dict[str, object]:
        return _finding(each, repairs.get((each.code, each.element or "")), gettext)

    findings = [
        finding(each.finding) | _under([finding(one) for one in each.consequences], gettext)
        for each in causes(draft.findings, draft.sheet.process if draft.sheet is not None else None)
    ]
    changes = differences_view(draft.comparison).told if draft.comparison else ()
    differences = [{"element": each.after, "kind": str(each.kind), "text": each.text, "see": see} for each in changes]
    saved = presenter.moment(draft.draft.saved_at)
    return {"revision": str(draft.draft.revision), "saved": saved, "findings": findings, "differences": differences}


def _finding(finding: Finding, offer: Offer | None, gettext: Translator) -> dict[str, object]:
    """A finding with the way that is played and the change that is made at a press, where it has them."""
    said: dict[str, object] = {
        "element": finding.element,
        "kind": str(finding.severity),
        "label": gettext.render(SEVERITIES[finding.severity]),
        "text": told(finding, gettext),
        "see": gettext("See it"),
    }
    if finding.code in explanations():
        said |= {"rule": url_for("help.rule", code=finding.code), "why": gettext("Why, with an example")}
    if finding.way:
        said |= {"way": list(finding.way), "play": gettext("See how it happens")}
    if (repair := finding.repair) is not None:
        label = sentence(repair.label, gettext)
        said["repair"] = {"kind": repair.kind, "element": repair.element, "value": repair.value, "label": label}
    elif offer is not None:
        made = {"key": offer.key, "element": finding.element, "label": sentence(offer.sentence, gettext)}
        said["repair"] = made if offer.question is None else {**made, "question": asked(offer.question, gettext)}
    if "repair" in said:
        said["mend"] = gettext("Put it right")
    return said


def _under(consequences: list[dict[str, object]], gettext: Translator) -> dict[str, object]:
    """What comes of a finding, and how many that are, in words."""
    if not consequences:
        return {}
    count = len(consequences)
    follows = gettext.ngettext("{n} more finding comes of this one", "{n} more findings come of this one", count)
    return {"consequences": consequences, "follows": follows}
