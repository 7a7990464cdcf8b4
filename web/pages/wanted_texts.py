"""What is asked of histories in words: a sentence, each part of which can be taken away."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bpmn.messages import Message, lazy_gettext, lazy_ngettext
from web.pages.searchable import CHOICE
from web.pages.wanted import FROM, NO, PROOF_TEXTS, STATE_TEXTS, TO, VALUE, YES, Filters
from web.pages.wanted_choices import Choices
from web.texts.formatting import Presenter
from web.texts.statuses import INSTANCE_STATUSES

WHETHER: Mapping[str, Mapping[str, Message]] = {
    "movida": {
        YES: lazy_gettext("that were moved to another version"),
        NO: lazy_gettext("that were never moved to another version"),
    },
    "devuelta": {YES: lazy_gettext("of which a step was returned"), NO: lazy_gettext("of which no step was returned")},
    "incidencia": {YES: lazy_gettext("that had incidents"), NO: lazy_gettext("that had no incident")},
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what is asked for: what it says, and the names by which an address says it."""

    text: Message
    names: tuple[str, ...]


def parts(filters: Filters, choices: Choices, presenter: Presenter) -> list[Part]:
    """What is asked for, part by part, in the order of a sentence."""
    return list(_Words(filters, choices, presenter).parts())


def sentence(filters: Filters, choices: Choices, presenter: Presenter) -> Message:
    """What is asked for in one sentence."""
    found = [presenter.gettext.render(part.text) for part in parts(filters, choices, presenter)]
    return lazy_gettext("Histories {parts}.", parts=", ".join(found)) if found else lazy_gettext("All histories.")


class _Words:
    def __init__(self, filters: Filters, choices: Choices, presenter: Presenter) -> None:
        self.said, self.wanted, self.choices, self.presenter = filters.said, filters.wanted, choices, presenter

    def parts(self) -> Iterator[Part]:
        """Each part that is asked for."""
        for say in (self._what_came, self._when, self._visits, self._how, self._found, self._values):
            yield from say()

    def _one(self, name: str, text: Callable[[str], Message]) -> Iterator[Part]:
        if name in self.said:
            yield Part(text(self.said[name]), (name,))

    def _what_came(self) -> Iterator[Part]:
        outcome = self.choices.outcomes.named(self.wanted.outcome).read(self.presenter.gettext)
        yield from self._one("desenlace", lambda _: lazy_gettext("with outcome “{outcome}”", outcome=outcome))
        yield from self._one(
            "estado", lambda said: lazy_gettext("with status “{status}”", status=INSTANCE_STATUSES[said])
        )
        title = self.choices.titles.get(self.wanted.process, self.wanted.process)
        yield from self._one("procedimiento", lambda _: lazy_gettext("of the procedure “{procedure}”", procedure=title))
        if self.wanted.version is not None:
            id, number = self.wanted.version
            named = self.choices.titles.get(id, id)
            text = lazy_gettext("that ran on version {number} of “{procedure}”", number=number, procedure=named)
            yield Part(text, ("version",))

    def _when(self) -> Iterator[Part]:
        yield from self._period(
            ("desde", "hasta"),
            lambda since, until: lazy_gettext("begun from {since} to {until}", since=since, until=until),
            lambda since: lazy_gettext("begun from {since} on", since=since),
            lambda until: lazy_gettext("begun until {until}", until=until),
        )
        yield from self._period(
            ("fin_desde", "fin_hasta"),
            lambda since, until: lazy_gettext("ended from {since} to {until}", since=since, until=until),
            lambda since: lazy_gettext("ended from {since} on", since=since),
            lambda until: lazy_gettext("ended until {until}", until=until),
        )
        yield from self._period(
            ("evento_desde", "evento_hasta"),
            lambda since, until: lazy_gettext("with an event from {since} to {until}", since=since, until=until),
            lambda since: lazy_gettext("with an event from {since} on", since=since),
            lambda until: lazy_gettext("with an event until {until}", until=until),
        )

    def _visits(self) -> Iterator[Part]:
        wanted = self.wanted
        activity, lane = self.choices.activity(wanted.activity), self.choices.name(self.choices.lanes, wanted.lane)
        person = self.choices.person(wanted.person)
        yield from self._one("actividad", lambda _: lazy_gettext("with the step “{step}”", step=activity))
        of_visit = bool(wanted.activity or wanted.lane)
        if of_visit:
            yield from self._one("carril", lambda _: lazy_gettext("in the lane “{lane}”", lane=lane))
            yield from self._one("persona", lambda _: lazy_gettext("done by {person}", person=person))
        else:
            yield from self._one("persona", lambda _: lazy_gettext("in which {person} took part", person=person))
        hours = int(self.said.get("plazo", "0"))
        if hours:
            yield from self._one(
                "plazo",
                lambda _: lazy_ngettext(
                    "with a term missed by {n} working hour or more",
                    "with a term missed by {n} working hours or more",
                    hours,
                ),
            )
        else:
            yield from self._one("plazo", lambda _: lazy_gettext("with a term missed"))

    def _how(self) -> Iterator[Part]:
        yield from self._one("vueltas", lambda said: lazy_gettext("that reached round {n} of a step", n=said))
        yield from self._one(
            "correcciones",
            lambda said: lazy_ngettext("with {n} correction or more", "with {n} corrections or more", int(said)),
        )
        yield from self._one(
            "dura_desde",
            lambda said: lazy_ngettext("that took {n} day or more", "that took {n} days or more", int(said)),
        )
        yield from self._one(
            "dura_hasta",
            lambda said: lazy_ngettext("that took {n} day at the most", "that took {n} days at the most", int(said)),
        )
        for name, texts in WHETHER.items():
            if name in self.said:
                yield Part(texts[self.said[name]], (name,))
        policy = self.choices.name(self.choices.policies, self.wanted.policy)
        if self.wanted.policy_state:
            state = STATE_TEXTS[self.wanted.policy_state]
            if self.wanted.policy:
                text = lazy_gettext("with the policy “{policy}” {state}", policy=policy, state=state)
                yield Part(text, ("politica", "cumplimiento"))
            else:
                yield Part(lazy_gettext("with a policy {state}", state=state), ("cumplimiento",))
        else:
            yield from self._one(
                "politica", lambda _: lazy_gettext("with the policy “{policy}” looked at", policy=policy)
            )
        if self.wanted.proof:
            yield Part(
                lazy_gettext("with verification “{result}”", result=PROOF_TEXTS[self.wanted.proof]), ("verificacion",)
            )
        yield from self._one("cifra", lambda _: lazy_gettext("that a figure of the indicators counts"))

    def _found(self) -> Iterator[Part]:
        yield from self._one("q", lambda said: lazy_gettext("found by “{text}”", text=said))
        yield from self._one("texto", lambda said: lazy_gettext("in which “{text}” was said", text=said))

    def _values(self) -> Iterator[Part]:
        fields = {field.variable: field for field in self.choices.fields}
        for value in self.wanted.values:
            field, name = fields.get(value.variable), f"{VALUE}{value.variable}"
            label = value.variable if field is None else field.label
            said = self.said.get(name, "")
            if said:
                words = dict(field.options) if field is not None and field.kind == CHOICE else {}
                shown = words.get(said, said.removeprefix("="))
                yield Part(lazy_gettext("{field}: “{text}”", field=label, text=shown), (name,))
            low, high = self.said.get(name + FROM, ""), self.said.get(name + TO, "")
            if low and high:
                yield Part(
                    lazy_gettext(
                        "{field} from {low} to {high}", field=label, low=self._bound(low), high=self._bound(high)
                    ),
                    (name + FROM, name + TO),
                )
            elif low:
                yield Part(lazy_gettext("{field} from {low} on", field=label, low=self._bound(low)), (name + FROM,))
            elif high:
                yield Part(lazy_gettext("{field} up to {high}", field=label, high=self._bound(high)), (name + TO,))

    def _bound(self, said: str) -> str:
        """A bound as people write it: days as the site shows them, numbers as they were written."""
        return self.presenter.day(said) if said.count("-") == 2 else said

    def _period(
        self,
        names: tuple[str, str],
        both: Callable[[str, str], Message],
        from_then: Callable[[str], Message],
        until_then: Callable[[str], Message],
    ) -> Iterator[Part]:
        since, until = (self._bound(self.said[name]) if name in self.said else "" for name in names)
        if since and until:
            yield Part(both(since, until), names)
        elif since:
            yield Part(from_then(since), names[:1])
        elif until:
            yield Part(until_then(until), names[1:])
