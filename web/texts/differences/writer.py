"""What every sentence about a difference is written with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bpmn.diff import Comparison, Difference
from bpmn.diff.artifacts import Artifact
from bpmn.diff.differences import Pair
from bpmn.forms.kinds import Component
from bpmn.model import Element, FlowNode
from web.i18n import Translator
from web.texts.differences.namer import Namer
from web.texts.formatting import Presenter


class Topic(StrEnum):
    """What a sentence is about, in the order in which they are read."""

    FLOW = "flow"
    STEPS = "steps"
    FORMS = "forms"
    PEOPLE = "people"
    MESSAGES = "messages"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence; `before` and `after` are the whole texts where a long one changed."""

    text: str
    before: str = ""
    after: str = ""


Sentence = Callable[["Writer", Difference], "str | Said | None"]
"""Writes one difference; None where what others say makes it plain."""


@dataclass
class Writer:
    """Writes sentences about one comparison; `before` and `after` name the things of each side."""

    comparison: Comparison
    presenter: Presenter
    roles: Mapping[str, str]
    titles: Mapping[str, str]
    before: Namer = field(init=False)
    after: Namer = field(init=False)

    def __post_init__(self) -> None:
        self.before = Namer(self.comparison.before, self.presenter, self.roles, self.titles)
        self.after = Namer(self.comparison.after, self.presenter, self.roles, self.titles)

    @property
    def gettext(self) -> Translator:
        """The reader's language."""
        return self.presenter.gettext

    @property
    def sides(self) -> tuple[Namer, Namer]:
        """Both namers."""
        return self.before, self.after

    def name(self, pair: Pair) -> str:
        """What a pair is called: as it is now, or where it has no name now or is gone, as it was."""
        for namer, thing in ((self.after, pair[1]), (self.before, pair[0]), (self.after, pair[1])):
            if isinstance(thing, FlowNode) and (thing.name or pair[0] is None or thing is pair[0]):
                return namer.node(thing)
            if isinstance(thing, Artifact):
                return namer.artifact(thing)
            if isinstance(thing, Element) and thing.name:
                return namer.quoted(thing.name)
            if isinstance(thing, Component) and thing.label:
                return namer.quoted(thing.label)
        return "—"

    def both(self, difference: Difference, show: Callable[[Namer, object], str]) -> tuple[str, str]:
        """Both values in words, "" for one that is not there."""
        values = (difference.before, difference.after)
        return tuple(  # type: ignore[return-value]
            "" if value is None or value == () or value == "" else show(namer, value)
            for namer, value in zip(self.sides, values, strict=True)
        )

    def changed(self, heading: str, before: str, after: str) -> str:
        """That a value became another, came or went; `heading` says which of what."""
        if before == after:
            return self.gettext("{heading}: written otherwise, and says the same.", heading=heading)
        if not before:
            return self.gettext("{heading}: now {after}; before, nothing.", heading=heading, after=after)
        if not after:
            return self.gettext("{heading}: nothing any more; it was {before}.", heading=heading, before=before)
        return self.gettext("{heading}: now {after}; before, {before}.", heading=heading, before=before, after=after)

    def rewritten(self, heading: str, difference: Difference) -> Said:
        """That a long text became another, came or went; both stand beneath the sentence."""
        before, after = (str(value or "").strip() for value in (difference.before, difference.after))
        return self.text(heading, before, after)

    def text(self, heading: str, before: str, after: str) -> Said:
        """As `rewritten`, of texts at hand."""
        if not before:
            return Said(self.gettext("{heading}: new.", heading=heading), before, after)
        if not after:
            return Said(self.gettext("{heading}: no longer there.", heading=heading), before, after)
        return Said(self.gettext("{heading}: says something else.", heading=heading), before, after)


LATER = ""
"""Stands for what fills a place of a sentence when it is written."""
