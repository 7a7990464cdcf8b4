"""What the room of the document shows beside the fields: what a policy may point at, who can answer, what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bpmn.editing.texts import Problem, Texts
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Activity, Gateway, Policy, Process, Record
from bpmn.naming import name_of
from bpmn.placing import is_named
from bpmn.policies.words import Words
from bpmn.retention import kept_until
from bpmn.surroundings import Surrounded
from engine.records.kinds import key_of
from web.i18n import Translator
from web.texts.policies import asked

LABELS: Mapping[str, Message] = {
    "title": lazy_gettext("Title"),
    "code": lazy_gettext("Code"),
    "folio_prefix": lazy_gettext("Folios begin with"),
    "owner": lazy_gettext("Answers for the document"),
    "prepared_by": lazy_gettext("Prepared by"),
    "reviewed_by": lazy_gettext("Reviewed by"),
    "approved_by": lazy_gettext("Approved by"),
    "retention": lazy_gettext("Kept for"),
    "disposition": lazy_gettext("In the end"),
}
HINTS: Mapping[str, Message] = {
    "code": lazy_gettext("As document control gave it, such as PR-COM-001. Left empty, the document shows none."),
    "folio_prefix": lazy_gettext("Up to ten capitals and digits: GC makes folios such as GC-2026-0001."),
    "owner": lazy_gettext("The post, not the person."),
    "retention": lazy_gettext("With a number and years, months or days: “1 year after it ceases to be in force”."),
}
NOTHING = "—"
POSTS = ("owner", "prepared_by", "reviewed_by", "approved_by")
"""The lines of the header that name a post."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a policy may point at: a kind of element, and the elements of that kind with their names."""

    kind: Message
    elements: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DocumentPage:
    """`texts` are those of the draft, or those that were sent and could not be saved for `problems`, by the id of the
    input. `offers` is what a policy may point at; `names` what people call each element, by id; `posts` who can answer
    for something, by name; `kinds` the keys of the records that have templates. `until`: how long the document would
    be kept if it ceased to be in force now, None where no period can be read. `checks` are those of the policies by
    key: their names, and what each asks.
    """

    texts: Texts
    problems: Mapping[str, Message]
    offers: tuple[Offer, ...]
    names: Mapping[str, str]
    posts: tuple[str, ...]
    kinds: frozenset[str]
    until: datetime | None
    checks: Mapping[str, tuple[str, list[str]]]

    def called(self, id: str) -> str:
        """What people call an element."""
        return self.names.get(id, NOTHING)

    def chosen(self, policy: Policy) -> str:
        """The names of what a policy points at."""
        return ", ".join(self.names[id] for id in policy.elements if id in self.names)

    def gone(self, policy: Policy) -> bool:
        """Whether it points at something that is no longer in the diagram."""
        return any(id not in self.names for id in policy.elements)

    def wrong(self, step: int) -> bool:
        """Whether something is wrong with a step, so that it is shown unfolded."""
        return any(id.startswith(f"steps-{step}-") for id in self.problems)

    def template(self, record: Record) -> str:
        """The record by which the page of templates knows it; "" where it has none."""
        key = key_of(record)
        return key if key in self.kinds else ""


def document_page(
    process: Process,
    in_force: Process | None,
    texts: Texts,
    found: Iterable[Problem],
    words: Words,
    now: datetime,
    gettext: Translator,
) -> DocumentPage:
    """The page about a process; `in_force` is what is in force of it, `words` what its parts are called."""
    around = Surrounded(process)
    pointed = {id for policy in texts.document.policies for id in policy.elements}
    everything = (*process.nodes, *process.lanes, *(flow for flow in process.flows if flow.id in pointed))
    names = {each.id: gettext.render(name_of(around, each)) for each in everything}
    names |= {each.id: _plain(each.name) for each in (*process.nodes, *process.lanes) if is_named(each)}
    known = (lane.name for lane in process.lanes), words.roles.values(), (step.responsible for step in texts.steps)
    posts = sorted({name for group in known for name in group if name}, key=str.casefold)
    records = (record for each in (in_force.activities() if in_force else ()) for record in each.records)
    return DocumentPage(
        texts,
        {"-".join(map(str, each.place)): each.message for each in found},
        tuple(_offers(process, texts, names)),
        names,
        tuple(posts),
        frozenset(map(key_of, records)),
        kept_until(texts.document.retention, now),
        {
            check.key: (check.name, asked(check, words, gettext))
            for policy in process.document.policies
            for check in policy.checks
        },
    )


def _plain(name: str | None) -> str:
    return " ".join((name or "").split())


def _offers(process: Process, texts: Texts, names: Mapping[str, str]) -> Iterable[Offer]:
    """Steps by number, decisions, other nodes that have a name, areas; and whatever is pointed at already."""
    steps = [step.id for step in texts.steps if step.id in names]
    numbers = {step.id: step.number for step in texts.steps}
    decisions = [each.id for each in process.nodes if isinstance(each, Gateway) and is_named(each)]
    taken = {*steps, *decisions}
    events = [
        each.id for each in process.nodes if is_named(each) and not isinstance(each, Activity) and each.id not in taken
    ]
    lanes = [lane.id for lane in process.lanes]
    pointed = {id for policy in texts.document.policies for id in policy.elements if id in names}
    others = [id for id in names if id in pointed and id not in {*taken, *events, *lanes}]
    for kind, ids in (
        (lazy_gettext("Steps"), steps),
        (lazy_gettext("Decisions"), decisions),
        (lazy_gettext("Beginnings, ends and events"), events),
        (lazy_gettext("Lanes"), lanes),
        (lazy_gettext("Other parts of the diagram"), others),
    ):
        if ids:
            yield Offer(kind, tuple((id, f"{numbers.get(id, '')} {names[id]}".strip()) for id in ids))
