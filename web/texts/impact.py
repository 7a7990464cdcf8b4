"""What is said of what a draft does to an opportunity: verdicts, and why, by the names of steps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bpmn.diff import Edition
from bpmn.messages import Message, lazy_gettext
from bpmn.model import FlowNode, SequenceFlow
from engine.impact.effects import Cause, Effect, Place, Verdict
from web.texts.differences.conditions import in_words
from web.texts.differences.namer import Namer
from web.texts.formatting import Presenter
from web.texts.grammar import contracted

VERDICTS: Mapping[Verdict, Message] = {
    Verdict.SAME: lazy_gettext("Stays the same"),
    Verdict.MOVES: lazy_gettext("Moves by itself"),
    Verdict.DIFFERS: lazy_gettext("Would have gone another way"),
    Verdict.DECISION: lazy_gettext("Needs a decision"),
    Verdict.IMPOSSIBLE: lazy_gettext("Cannot go on"),
}

Editions = Callable[[str, int | None], Edition | None]
"""The edition of a process by its id and the number of its version, None for what is tried."""

_PAST: Mapping[Cause, Message] = {
    Cause.OTHER_WAY: lazy_gettext("At {step} it would have gone on {way}."),
    Cause.NEW_STEP: lazy_gettext("It would also have gone through {step}."),
    Cause.NOT_REACHED: lazy_gettext("It would not have gone through {step}."),
    Cause.OTHER_ORDER: lazy_gettext("It would have come to {step} at another moment."),
    Cause.OTHER_END: lazy_gettext("It would have ended in another way: {step}."),
    Cause.ANSWER_MISSING: lazy_gettext(
        "What comes next depends on what is asked at {step}, and nobody has answered it."
    ),
    Cause.CANNOT_GO_ON: lazy_gettext("It would have stopped at {step}, and nobody could have gone on."),
}
_LIVE: Mapping[Cause, Message] = {
    Cause.STEP_GONE: lazy_gettext("It waits at {step}, which is not there any more: say where it goes on."),
    Cause.PLACE_CHANGED: lazy_gettext("It waits at {step}, which stands in another part now: say where it goes on."),
    Cause.KIND_CHANGED: lazy_gettext("It waits at {step}, which is done in another way now: say where it goes on."),
    Cause.WAYS_CHANGED: lazy_gettext(
        "A part of it waits for the others before {step}, and does not come that way any more: say where it goes on."
    ),
    Cause.NO_TARGET: lazy_gettext("From {step} it cannot go on there."),
    Cause.ANSWER_MISSING: lazy_gettext(
        "Further on, the answer to {step} is needed, which it did not give: send it there, or decide to go on without."
    ),
    Cause.ANSWER_ADDED: lazy_gettext(
        "Further on, an answer is needed that {step} asks for now, and did not when it was done: send it back there, "
        "or decide to go on without."
    ),
    Cause.CANNOT_FINISH: lazy_gettext("It would wait for ever at {step}: it can end on its own version only."),
    Cause.CANNOT_GO_ON: lazy_gettext("It would stop at {step}, and nobody could go on."),
}
_NOWHERE = {
    True: lazy_gettext("It would stop, and nobody could go on."),
    False: lazy_gettext("It would have stopped, and nobody could have gone on."),
}
"""Where it is not known at which element; by whether it is under way."""
_BEHIND: Mapping[Cause, Message] = {
    Cause.CHANGED_AHEAD: lazy_gettext("It goes on at {target}; what may come from there on is drawn otherwise."),
    Cause.OTHER_WAY: lazy_gettext("It goes on at {target}. Before, at {step}, it would have gone on {way}."),
    Cause.NEW_STEP: lazy_gettext("It goes on at {target}, without {step}, which lies before."),
    Cause.NOT_REACHED: lazy_gettext("It goes on at {target}. It went through {step}, which does not come before now."),
}
_GOES_ON = lazy_gettext("It goes on at {target}; what lies before is drawn otherwise.")
_UNREADABLE = lazy_gettext("Its history cannot be read: verify it.")


@dataclass
class ImpactTexts:
    """Writes what a draft does to instances in one language. `roles` and `titles` are names by id."""

    presenter: Presenter
    editions: Editions
    roles: Mapping[str, str]
    titles: Mapping[str, str]

    def __post_init__(self) -> None:
        self._namers: dict[tuple[str, int | None], Namer | None] = {}

    def sentence(self, effect: Effect, versions: Mapping[str, int], *, live: bool) -> str | None:
        """Why an instance that runs, or ran, on `versions` is not the same; None where it is."""
        if effect.verdict is Verdict.SAME or effect.cause is None:
            return None
        if effect.cause is Cause.UNREADABLE:
            return self._render(_UNREADABLE, {})
        if effect.verdict is Verdict.MOVES:
            text = _BEHIND.get(effect.cause, _GOES_ON)
        else:
            text = (_LIVE if live else _PAST)[effect.cause]
        if effect.cause is Cause.CANNOT_GO_ON and effect.place is None:
            text = _NOWHERE[live]
        values = {"step": self.step(effect.place, versions), "target": self.step(effect.target, versions)}
        return self._render(text, {**values, "way": self._ways(effect) if "{way}" in text.template else ""})

    def step(self, place: Place | None, versions: Mapping[str, int]) -> str:
        """What an element is called: by its name, or by its kind and place."""
        found = None if place is None else self._node(place, versions)
        return "—" if found is None else found[0].node(found[1])

    def bare(self, place: Place | None, versions: Mapping[str, int]) -> str:
        """As `step`, without quotation marks."""
        found = None if place is None else self._node(place, versions)
        return "—" if found is None else found[1].name or found[0].thing(found[1])

    def _node(self, place: Place, versions: Mapping[str, int]) -> tuple[Namer, FlowNode] | None:
        namer = self._namer(place.process_id, versions.get(place.process_id) if place.old else None)
        node = None if namer is None else namer.edition.nodes.get(place.element)
        return None if namer is None or node is None else (namer, node)

    def _ways(self, effect: Effect) -> str:
        namer = None if effect.place is None else self._namer(effect.place.process_id, None)
        if namer is None:
            return "—"
        flows = {flow.id: flow for flow in namer.edition.process.flows}
        return namer.joined(self._way(namer, flows[each]) for each in effect.flows if each in flows)

    def _way(self, namer: Namer, flow: SequenceFlow) -> str:
        _, target = self.presenter.gettext, namer.next(flow)
        if flow.name:
            return _("with {answer}, to {target}", answer=namer.quoted(flow.name), target=target)
        if flow.condition:
            return _("to {target}, because {condition}", condition=in_words(flow.condition, namer), target=target)
        return _("to {target}, because no condition holds", target=target)

    def _namer(self, process_id: str, number: int | None) -> Namer | None:
        key = process_id, number
        if key not in self._namers:
            edition = self.editions(*key)
            self._namers[key] = None if edition is None else Namer(edition, self.presenter, self.roles, self.titles)
        return self._namers[key]

    def _render(self, message: Message, values: Mapping[str, object]) -> str:
        gettext = self.presenter.gettext
        return contracted(gettext.render(message.with_values(values)), gettext.locale)
