"""What the editor's menus say of the kinds of elements that are not executed: why, and what to draw instead."""

from bpmn.explanations import explanations
from bpmn.offering import refused
from web.i18n import Translator


def offers(gettext: Translator) -> dict[str, dict[str, object]]:
    """The rule by each kind that it refuses, and what each of these rules says."""
    kinds = refused()
    known = explanations()
    said = {code: known[code] for code in sorted(set(kinds.values()))}
    rules = {
        code: {"why": gettext.render(each.why), "instead": gettext.render(each.how)} for code, each in said.items()
    }
    return {"refused": dict(kinds), "rules": dict(rules)}
