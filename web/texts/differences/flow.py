"""Sentences about the flow: steps that came or went, where they stand, and what follows what."""

from bpmn.diff import Difference
from bpmn.diff.artifacts import Artifact
from bpmn.model import FlowNode, Process, SequenceFlow
from web.texts.differences.conditions import in_words
from web.texts.differences.namer import Namer
from web.texts.differences.new_step import said_of
from web.texts.differences.writer import Said, Sentence, Writer


def _node(w: Writer, d: Difference) -> str | None:
    _ = w.gettext
    namer, node = (w.before, d.subject[0]) if d.subject[1] is None else (w.after, d.subject[1])
    assert isinstance(node, FlowNode)
    where = _where(namer, node)
    if d.subject[1] is None:
        if not where:
            return _("{thing} is taken out.", thing=namer.thing(node))
        return _("{thing} is taken out; it stood {where}.", thing=namer.thing(node), where=where)
    thing = namer.thing(node)
    added = _("{thing} is added, {where}.", thing=thing, where=where) if where else _("{thing} is added.", thing=thing)
    return " ".join((added, *said_of(namer, node)))


def _where(namer: Namer, node: FlowNode) -> str:
    """In which lane a node stands, after what, and before what where one thing follows."""
    _ = namer.gettext
    parts = [_("in the lane {lane}", lane=namer.lane(node.lane))] if node.lane in namer.edition.lanes else []
    attached = namer.edition.nodes.get(getattr(node, "attached_to", None) or "")
    if attached is not None and node.name:  # one without a name is called by what it stands on
        parts.append(_("on {step}", step=namer.node(attached)))
    for flow in namer.edition.incoming(node):
        origin = namer.origin(flow)
        parts.append(origin[:1].lower() + origin[1:])
    following = namer.edition.outgoing(node)
    if len(following) == 1:
        parts.append(_("before {step}", step=namer.next(following[0])))
    return ", ".join(parts)


def _kind(w: Writer, d: Difference) -> str:
    old, new = d.subject
    assert isinstance(old, FlowNode) and isinstance(new, FlowNode)
    name = w.after.node(new) if new.name else w.before.node(old)
    kinds = w.before.kind(old), w.after.kind(new)
    if kinds[0] == kinds[1]:
        return w.gettext("{step} is now done in another way by the system.", step=name)
    return w.gettext("{step} is now {after}; before, it was {before}.", step=name, before=kinds[0], after=kinds[1])


def _lane(w: Writer, d: Difference) -> str:
    step = w.name(d.subject)
    before, after = w.both(d, lambda namer, id: namer.lane(str(id)))
    if not before:
        return w.gettext("{step} stands now in the lane {lane}.", step=step, lane=after)
    if not after:
        return w.gettext("{step} stands in no lane any more; it was in {lane}.", step=step, lane=before)
    return w.gettext("{step} moves from the lane {before} to the lane {after}.", step=step, before=before, after=after)


def _parent(w: Writer, d: Difference) -> str:
    if d.after in w.after.edition.nodes:
        return w.gettext("{step} stands now within {other}.", step=w.name(d.subject), other=w.after.step(str(d.after)))
    return w.gettext(
        "{step} stands no longer within {other}.", step=w.name(d.subject), other=w.before.step(str(d.before))
    )


# --- what follows what


def _flow(w: Writer, d: Difference) -> str | None:
    if d.subject[1] is None:
        old = d.subject[0]
        assert isinstance(old, SequenceFlow)
        if old.source in w.comparison.marks[0] and w.comparison.marks[0][old.source] == "removed":
            return None
        return w.gettext("{place}, {step} follows no longer.", place=w.before.origin(old), step=w.before.next(old))
    new = d.subject[1]
    assert isinstance(new, SequenceFlow)
    place, step = w.after.origin(new), w.after.next(new)
    if new.condition:
        condition = in_words(new.condition, w.after)
        return w.gettext("{place}, if {condition}, now follows {step}.", place=place, condition=condition, step=step)
    return w.gettext("{place}, now follows {step}.", place=place, step=step)


def _target(w: Writer, d: Difference) -> str:
    old, new = d.subject
    assert isinstance(old, SequenceFlow) and isinstance(new, SequenceFlow)
    place, before, after = w.after.origin(new), w.before.next(old), w.after.next(new)
    if before == after:
        return w.gettext("{place}, one comes to {step} by another way.", place=place, step=after)
    return w.gettext("{place}, now follows {after} instead of {before}.", place=place, after=after, before=before)


def _source(w: Writer, d: Difference) -> str:
    old, new = d.subject
    assert isinstance(old, SequenceFlow) and isinstance(new, SequenceFlow)
    return w.gettext(
        "{step} follows now after {after}, and no longer after {before}.",
        step=w.after.next(new),
        after=w.after.step(new.source),
        before=w.before.step(old.source),
    )


def _condition(w: Writer, d: Difference) -> str:
    new = d.subject[1]
    assert isinstance(new, SequenceFlow)
    place, step = w.after.origin(new), w.after.next(new)
    before, after = w.both(d, lambda namer, text: in_words(str(text), namer))
    if before == after:
        return w.gettext(
            "{place}, the condition to go on to {step} is written otherwise and reads the same.", place=place, step=step
        )
    if not after:
        return w.gettext(
            "{place}, {step} follows now without a condition; before, if {before}.",
            place=place,
            step=step,
            before=before,
        )
    if not before:
        return w.gettext("{place}, {step} follows now only if {after}.", place=place, step=step, after=after)
    return w.gettext(
        "{place}, {step} follows now if {after}; before, if {before}.",
        place=place,
        step=step,
        after=after,
        before=before,
    )


def _default(w: Writer, d: Difference) -> str:
    node = d.subject[1]
    assert isinstance(node, FlowNode)
    place = w.name(d.subject)
    ways = [namer.edition.flows.get(str(id)) for namer, id in zip(w.sides, (d.before, d.after), strict=True)]
    before = w.before.next(ways[0]) if ways[0] else ""
    after = w.after.next(ways[1]) if ways[1] else ""
    if not after:
        return w.gettext("After {step}, no way is marked any more for when no condition holds.", step=place)
    if not before or before == after:
        return w.gettext("After {step}, where no condition holds, now follows {after}.", step=place, after=after)
    return w.gettext(
        "After {step}, where no condition holds, now follows {after} instead of {before}.",
        step=place,
        after=after,
        before=before,
    )


# --- names and texts


def _name(w: Writer, d: Difference) -> str:
    old, new = d.subject
    _ = w.gettext
    before, after = w.both(d, lambda namer, text: namer.quoted(str(text)))
    if isinstance(new, SequenceFlow):
        flow = {"origin": w.after.step(new.source), "step": w.after.next(new)}
        if not before:
            return _("The way from {origin} to {step} is now called {after}.", **flow, after=after)
        if not after:
            return _("The way from {origin} to {step} has no name any more; it was {before}.", **flow, before=before)
        return _(
            "The way from {origin} to {step} is now called {after}; before, {before}.",
            **flow,
            after=after,
            before=before,
        )
    if isinstance(new, FlowNode) and isinstance(old, FlowNode):
        thing = w.before.thing(old)
    elif isinstance(old, Artifact) and isinstance(new, Artifact):
        thing = w.before.artifact(old)
    else:
        thing = before or after
    if not after:
        return _("{thing} has no name any more.", thing=thing)
    return _("{thing} is now called {after}.", thing=thing, after=after)


def _documentation(w: Writer, d: Difference) -> Said:
    new = d.subject[1]
    if isinstance(new, Process):
        return w.rewritten(w.gettext("The description of the procedure"), d)
    if isinstance(new, SequenceFlow):
        origin, step = w.after.step(new.source), w.after.next(new)
        return w.rewritten(w.gettext("The description of the way from {origin} to {step}", origin=origin, step=step), d)
    return w.rewritten(w.gettext("The description of {step}", step=w.name(d.subject)), d)


def _artifact(w: Writer, d: Difference) -> str:
    if isinstance(d.subject[1], Artifact):
        return w.gettext("{thing} is added.", thing=w.after.artifact(d.subject[1]))
    assert isinstance(d.subject[0], Artifact)
    return w.gettext("{thing} is taken out.", thing=w.before.artifact(d.subject[0]))


def _note(w: Writer, d: Difference) -> Said:
    return w.rewritten(w.gettext("The text of {thing}", thing=w.name(d.subject)), d)


def _defined(w: Writer, d: Difference) -> str:
    if d.subject[1] is None:
        return w.gettext("The message or signal {name} is no longer defined.", name=w.name(d.subject))
    return w.gettext("The message or signal {name} is defined.", name=w.name(d.subject))


SENTENCES: dict[str, Sentence] = {
    "FlowNode": _node,
    "FlowNode.kind": _kind,
    "FlowNode.lane": _lane,
    "FlowNode.parent": _parent,
    "SequenceFlow": _flow,
    "SequenceFlow.target": _target,
    "SequenceFlow.source": _source,
    "SequenceFlow.condition": _condition,
    "Gateway.default": _default,
    "Activity.default": _default,
    "Element.name": _name,
    "Element.documentation": _documentation,
    "Artifact": _artifact,
    "Artifact.text": _note,
    "Element": _defined,
}
