"""What the editor in the browser is told after each save."""

from web.i18n import Translator
from web.presenting import Presenter
from web.processes.desk import Desk
from web.processes.words import SEVERITIES, sentence


def report(desk: Desk, gettext: Translator, presenter: Presenter) -> dict[str, object]:
    """Revision, when it was saved, findings and differences, in the reader's words."""
    see = gettext("See it")
    findings = [
        {
            "element": finding.element,
            "kind": str(finding.severity),
            "label": gettext.render(SEVERITIES[finding.severity]),
            "text": gettext.render(finding.message),
            "see": see,
        }
        for finding in desk.findings
    ]
    differences = [
        {"element": each.element, "kind": str(each.kind), "text": gettext.render(sentence(each)), "see": see}
        for each in desk.differences or ()
    ]
    saved = presenter.moment(desk.draft.saved_at)
    return {"revision": str(desk.draft.revision), "saved": saved, "findings": findings, "differences": differences}
