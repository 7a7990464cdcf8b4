"""The answer to each save of the editor in the browser, as JSON."""

from web.i18n import Translator
from web.processes.draft_view import DraftView
from web.texts.formatting import Presenter
from web.texts.versions import SEVERITIES, sentence


def editor_report(draft: DraftView, gettext: Translator, presenter: Presenter) -> dict[str, object]:
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
        for finding in draft.findings
    ]
    differences = [
        {"element": each.element, "kind": str(each.kind), "text": gettext.render(sentence(each)), "see": see}
        for each in draft.differences or ()
    ]
    saved = presenter.moment(draft.draft.saved_at)
    return {"revision": str(draft.draft.revision), "saved": saved, "findings": findings, "differences": differences}
