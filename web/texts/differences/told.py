"""A comparison as sentences, in the order in which they are read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from re import findall

from bpmn.diff import Comparison, Difference, Kind
from bpmn.messages import Message, lazy_gettext
from bpmn.model import FlowNode, Lane, Process, Resource
from web.texts.differences import document, flow, form_parts, forms, notices, steps
from web.texts.differences.writer import Said, Sentence, Topic, Writer
from web.texts.formatting import Presenter
from web.texts.grammar import capitalised, contracted

TOPICS: Mapping[Topic, Message] = {
    Topic.FLOW: lazy_gettext("The flow"),
    Topic.STEPS: lazy_gettext("The steps"),
    Topic.FORMS: lazy_gettext("The forms"),
    Topic.PEOPLE: lazy_gettext("Lanes and roles"),
    Topic.MESSAGES: lazy_gettext("Notices and invitations"),
    Topic.DOCUMENT: lazy_gettext("The document"),
}
_TABLES: tuple[tuple[Topic, Mapping[str, Sentence]], ...] = (
    (Topic.FLOW, flow.SENTENCES),
    (Topic.STEPS, steps.SENTENCES),
    (Topic.FORMS, {**forms.SENTENCES, **form_parts.SENTENCES}),
    (Topic.PEOPLE, document.PEOPLE),
    (Topic.MESSAGES, notices.SENTENCES),
    (Topic.DOCUMENT, document.SENTENCES),
)
SENTENCES: Mapping[str, tuple[Topic, Sentence]] = {
    aspect: (topic, sentence) for topic, table in _TABLES for aspect, sentence in table.items()
}
"""By aspect (see `bpmn.diff.Difference`), the topic and who writes the sentence."""
_MOST_WORDS = 2_000

Words = tuple[tuple[str, str], ...]
"""Runs of a text that became another: ``same``, ``removed`` or ``added``, with the text of the run."""


@dataclass(frozen=True, slots=True)
class Told:
    """One difference in words. `before` and `after` are the ids of the elements that it is about, on either side;
    `words` the text that changed, word by word, where it is a long one."""

    kind: Kind
    topic: Topic
    text: str
    before: str | None
    after: str | None
    words: Words = ()


def sentences(
    comparison: Comparison, presenter: Presenter, *, roles: Mapping[str, str], titles: Mapping[str, str]
) -> list[Told]:
    """What is said differently, by topic. `roles` and `titles`: names of roles and of procedures, by id."""
    writer = Writer(comparison, presenter, roles, titles)
    found = [told for difference in comparison.differences if (told := _told(writer, difference)) is not None]
    # What reads the same is said once: two steps without a name may both be taken out after the same one.
    once: dict[tuple[Topic, str], Told] = {}
    for told in found:
        once.setdefault((told.topic, told.text), told)
    order = list(Topic)
    return sorted(once.values(), key=lambda told: order.index(told.topic))


def _told(writer: Writer, difference: Difference) -> Told | None:
    topic, write = SENTENCES[difference.aspect]
    said = write(writer, difference)
    if said is None:
        return None
    if isinstance(said, str):
        said = Said(said)
    old, new = difference.outermost
    return Told(
        difference.kind if not difference.holders else Kind.CHANGED,
        _topic(topic, difference),
        capitalised(contracted(said.text, writer.gettext.locale)),
        getattr(old, "id", None),
        getattr(new, "id", None),
        word_by_word(said.before, said.after) if said.before or said.after else (),
    )


def _topic(topic: Topic, difference: Difference) -> Topic:
    """Names and descriptions go with what they are of."""
    there = difference.subject[1] or difference.subject[0]
    if difference.aspect == "Element.documentation" and isinstance(there, FlowNode):
        return Topic.STEPS
    if isinstance(there, Lane | Resource):
        return Topic.PEOPLE if topic is Topic.FLOW else topic
    return Topic.DOCUMENT if isinstance(there, Process) else topic


def word_by_word(before: str, after: str) -> Words:
    """Two texts as one: what stayed, what went and what came."""
    old, new = _words(before), _words(after)
    if len(old) + len(new) > _MOST_WORDS:  # quadratic at worst
        return tuple(run for run in (("removed", before), ("added", after)) if run[1])
    runs: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(("same", "".join(old[a:b])))
            continue
        runs += [("removed", "".join(old[a:b]))] if b > a else []
        runs += [("added", "".join(new[c:d]))] if d > c else []
    return tuple(runs)


def _words(text: str) -> Sequence[str]:
    return findall(r"\s+|\w+|[^\w\s]", text)


def by_topic(told: Iterable[Told]) -> list[tuple[Message, list[Told]]]:
    """Sentences under the headings of their topics."""
    groups: dict[Topic, list[Told]] = {}
    for each in told:
        groups.setdefault(each.topic, []).append(each)
    return [(TOPICS[topic], group) for topic, group in groups.items()]
