"""Two editions → what differs: the flow, what its elements say, their forms, the document, and the drawing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bpmn.diff.differences import Comparison, Difference, Kind, Pair
from bpmn.diff.editions import Edition
from bpmn.diff.fields import Special, by_field, listed, one, texts
from bpmn.diff.flow import flow_differences
from bpmn.diff.forms import form_differences
from bpmn.diff.matching import Matching
from bpmn.diff.survey import Survey, survey
from bpmn.model import Activity, Check, FlowNode

_LINES = frozenset({"id", "line"})
# Where a node stands in the file; flows say themselves where they lead.
_APART = _LINES | {"incoming", "outgoing", "source", "target", "form"}


def compare(before: Edition, after: Edition) -> Comparison:
    """Compare two editions of one process. Deterministic; what it finds from the other side is its mirror."""
    match = Matching(before, after)
    special = _specials(match)
    around: Pair = (before.process, after.process)
    found = (
        *_elements(match.nodes, special),
        *flow_differences(before, after, match),
        *_elements([pair for pair in match.flows if None not in pair], special),
        *_elements(match.lanes, special),
        *form_differences(before, after, match),
        *(each for pairs in match.roots.values() for each in _elements(pairs, special)),
        *_elements(match.artifacts, special),
        *by_field(around, apart=_LINES | {"lanes", "nodes", "flows", "document"}),
        *by_field((before.process.document, after.process.document), (around,), special=special),
    )
    ours, theirs = survey(before), survey(after)
    moved = _moved(ours, theirs, match)
    renamed = {old: new for old, new in match.ids.items() if old != new}
    return Comparison(
        before,
        after,
        found,
        _marks(match, found, moved),
        redrawn=bool(moved),
        technical=bool(renamed) or _otherwise(ours, theirs, match) or _forms_otherwise(before, after, match, found),
        ids=renamed,
    )


def _elements(pairs: Sequence[tuple[Any, Any]], special: Mapping[str, Special]) -> Iterator[Difference]:
    """What came, what went, and what the others say differently."""
    for pair in pairs:
        if pair[0] is None or pair[1] is None:
            there = pair[1] if pair[0] is None else pair[0]
            yield Difference("FlowNode" if isinstance(there, FlowNode) else type(there).__name__, pair)
        elif pair[0] != pair[1]:
            yield from by_field(pair, apart=_APART, special=special)


def _specials(match: Matching) -> Mapping[str, Special]:
    """How the fields are compared that hold ids, or lists of things that say several things each."""

    def reference(
        name: str, subject: Pair, before: str | None, after: str | None, holders: tuple[Pair, ...]
    ) -> Iterator[Difference]:
        if match.after(before) != after:
            yield Difference(name, subject, before, after, holders)

    def references(
        name: str, subject: Pair, before: Sequence[str], after: Sequence[str], holders: tuple[Pair, ...]
    ) -> Iterator[Difference]:
        if {match.after(each) for each in before} != set(after):
            yield Difference(name, subject, before, after, holders)

    def owners(
        name: str, subject: Pair, before: Sequence[Any], after: Sequence[Any], holders: tuple[Pair, ...]
    ) -> Iterator[Difference]:
        said = {(match.after(each.role), each.expression, each.name, each.documentation) for each in before}
        if said != {(each.role, each.expression, each.name, each.documentation) for each in after}:
            yield Difference(name, subject, before, after, holders)

    def checks(
        name: str, subject: Pair, before: Sequence[Check], after: Sequence[Check], holders: tuple[Pair, ...]
    ) -> Iterator[Difference]:
        if tuple(_called_after(each, match) for each in before) != tuple(after):
            yield Difference(name, subject, tuple(before), tuple(after), holders)

    addressed = (
        lambda each: (each.to, each.to_expression, each.subject),
        lambda each: (each.to, each.to_expression),
        lambda each: each.subject or None,
        lambda _: 0,
    )
    return {
        **dict.fromkeys(("lane", "parent", "default", "attached_to", "message", "ref"), reference),
        "to": references,
        "staffing": references,
        "elements": references,
        "potential_owners": owners,
        "responsibilities": texts,
        "records": listed(lambda each: each.code, lambda each: each.name),
        "notifications": listed(*addressed, special={"to": references}),
        "loop": one(apart=frozenset({"line"})),
        "definitions": listed(
            lambda each: each.kind, lambda _: 0, special={"ref": reference}, apart=frozenset({"line"})
        ),
        "invitation": one(),
        "terms": listed(lambda each: each.name, lambda each: each.text),
        "policies": listed(
            lambda each: each.text,
            lambda each: frozenset(each.elements) or None,
            lambda _: 0,
            special={"elements": references, "checks": checks},
        ),
        "changes": listed(lambda each: each.version, lambda each: (each.date, each.description)),
        "related": listed(lambda each: each.code, lambda each: each.name),
    }


def _called_after(check: Check, match: Matching) -> Check:
    """A check as it would be written with the ids of the other edition."""

    def ids(of: Sequence[str]) -> tuple[str, ...]:
        return tuple(match.after(id) or id for id in of)

    asked = (
        replace(
            each,
            steps=ids(each.steps),
            others=ids(each.others),
            of=ids(each.of),
            when=tuple(replace(when, step=match.after(when.step)) for when in each.when),
        )
        for each in check.requires
    )
    return replace(check, requires=tuple(asked))


def _moved(ours: Survey, theirs: Survey, match: Matching) -> set[tuple[str | None, str | None]]:
    """What both sides have and draw differently, by its id on each."""
    found: set[tuple[str | None, str | None]] = set()
    for old in ours.present:
        new = match.ids.get(old, old)
        if new in theirs.present and ours.drawn.get(old) != theirs.drawn.get(new):
            found.add((old, new))
    if ours.sheet != theirs.sheet:
        found.add((None, None))
    return found


def _otherwise(ours: Survey, theirs: Survey, match: Matching) -> bool:
    """Whether something that the model does not read differs, in what both sides have."""
    owners = {(old, match.ids.get(old, old)) for old in ours.present}
    common = [(old, new) for old, new in owners if new in theirs.present]
    return any(ours.unread.get(old) != theirs.unread.get(new) for old, new in [*common, ("", "")])


def _forms_otherwise(before: Edition, after: Edition, match: Matching, found: Sequence[Difference]) -> bool:
    """Whether files of forms differ in what neither the form nor its looks tells."""
    told = {id(difference.outermost[0]) for difference in found}
    for old, new in match.nodes:
        if isinstance(old, Activity) and isinstance(new, Activity) and id(old) not in told:
            forms = before.forms.get(old.form or ""), after.forms.get(new.form or "")
            if forms[0] is not None and forms[1] is not None and forms[0].schema != forms[1].schema:
                return True
    return before.others != after.others


def _marks(
    match: Matching, found: Sequence[Difference], moved: set[tuple[str | None, str | None]]
) -> tuple[Mapping[str, Kind], Mapping[str, Kind]]:
    """What became of each element, by its id on either side; what came, went or changed is not called moved besides."""
    marks: tuple[dict[str, Kind], dict[str, Kind]] = ({}, {})
    for ids in moved:
        for side, id in zip(marks, ids, strict=True):
            if id is not None:
                side[id] = Kind.MOVED
    for difference in found:
        for side, element in zip(marks, difference.outermost, strict=True):
            if (id := getattr(element, "id", None)) is not None:
                side[id] = Kind.CHANGED
    for pair in (*match.nodes, *match.flows, *match.lanes, *match.artifacts):
        if pair[0] is None and pair[1] is not None:
            marks[1][pair[1].id] = Kind.ADDED
        elif pair[1] is None and pair[0] is not None:
            marks[0][pair[0].id] = Kind.REMOVED
    return marks
