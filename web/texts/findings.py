"""Findings as sentences, the same on pages and in the terminal."""

from bpmn.findings import Finding
from bpmn.messages import Message
from web.i18n import Translator
from web.texts.grammar import capitalised, contracted


def told(finding: Finding, gettext: Translator) -> str:
    """What is wrong and what to do."""
    return sentence(finding.message, gettext)


def sentence(message: Message, gettext: Translator) -> str:
    """A text that names elements of a diagram, which may stand at its beginning and after a preposition."""
    return capitalised(contracted(gettext.render(message), gettext.locale))
