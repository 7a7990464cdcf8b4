"""Words for the checks of policies: what each asks, how an instance stands with it, and what is missing."""

from collections.abc import Iterable, Mapping

from bpmn.forms.schema.reader import read_form
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Check, Policy, Process
from bpmn.policies.sentences import sentences
from bpmn.policies.words import Words
from engine.db import Connection
from engine.definitions.library import Library
from engine.errors import EngineFault
from engine.policies.decisions import Decision, Lack, Need
from engine.policies.models import PolicyState
from web.i18n import Translator

STATES: Mapping[PolicyState, Message] = {
    PolicyState.BREACHED: lazy_gettext("Not kept"),
    PolicyState.NOT_DECIDABLE: lazy_gettext("Not decidable yet"),
    PolicyState.COMPLIANT: lazy_gettext("Kept"),
    PolicyState.NOT_APPLICABLE: lazy_gettext("Does not apply"),
}
"""The states of a check, the gravest first."""


def words(process: Process, forms: Mapping[str, bytes], roles: Mapping[str, str]) -> Words:
    """The words of a process with its forms, as they are stored, by name; `roles` are what roles are called."""
    read = (read_form(source).form for source in forms.values())
    return Words(process, [form for form in read if form is not None], roles)


def asked(check: Check, words: Words, gettext: Translator) -> list[str]:
    """What a check asks, in sentences."""
    return [_begun(gettext.render(each)) for each in sentences(check, words)]


def missing(need: Need, words: Words, gettext: Translator) -> str:
    """What is missing to decide, in a sentence."""
    step, field = words.step(need.of), words.field(need.of)
    match need.lack:
        case Lack.STEP:
            return gettext("{step} has not been done yet.", step=gettext.render(step))
        case Lack.ANSWER:
            return gettext("{field} has not been answered yet.", field=gettext.render(field))
        case Lack.NOT_ASKED:
            return gettext("Nobody was asked for {field}.", field=gettext.render(field))
        case Lack.NO_DATE:
            return gettext("What was answered in {field} is no date.", field=gettext.render(field))
        case Lack.NO_TERM:
            return gettext("{step} had no term.", step=gettext.render(step))
        case Lack.LETTER:
            return gettext("No mail server has said yet that it took the e-mail of {step}.", step=gettext.render(step))
        case Lack.NO_LETTER:
            return gettext("Nothing is known of the e-mail of {step}.", step=gettext.render(step))
        case Lack.CRM:
            return gettext(
                "Neither did the CRM say that it has what was done at {step}, nor anybody that the CRM is up to date.",
                step=gettext.render(step),
            )
        case Lack.DISPOSED:
            return gettext("What was answered has been disposed of.")


class Known:
    """The checks of versions with their words, each version read once."""

    def __init__(self, connection: Connection, library: Library, roles: Mapping[str, str], gettext: Translator) -> None:
        self._connection, self._library, self._roles, self._gettext = connection, library, roles, gettext
        self._words: dict[tuple[str, int], Words] = {}

    def words(self, process_id: str, number: int) -> Words:
        """What the parts of a version are called. Raises NotFound."""
        key = process_id, number
        if key not in self._words:
            process = self._library.process(self._connection, process_id, number)
            try:
                forms = [*self._library.forms(self._connection, {process_id: number})[process_id].values()]
            except EngineFault:  # a form that cannot be read any more: what it asks has no label
                forms = []
            self._words[key] = Words(process, forms, self._roles)
        return self._words[key]

    def checks(self, process_id: str, number: int) -> tuple[Check, ...]:
        """The checks of a version, in the order of its policies. Raises NotFound."""
        return self.words(process_id, number).process.document.checks

    def name(self, process_id: str, number: int, key: str) -> str:
        """What a check of a version is called; its key where the version does not have it. Raises NotFound."""
        return next((each.name for each in self.checks(process_id, number) if each.key == key), key)

    def asked(self, policies: Iterable[Policy], process_id: str, number: int) -> dict[str, list[str]]:
        """What the checks of policies ask, by their keys. Raises NotFound."""
        checks = [check for policy in policies for check in policy.checks]
        if not checks:  # and so no form need be read
            return {}
        known = self.words(process_id, number)
        return {check.key: asked(check, known, self._gettext) for check in checks}

    def missing(self, process_id: str, number: int, decision: Decision) -> list[str]:
        """What is missing to decide, in sentences. Raises NotFound."""
        known = self.words(process_id, number)
        return [missing(need, known, self._gettext) for need in decision.needs]


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
