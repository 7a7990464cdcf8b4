"""Sentences about what a step says: people, terms, records, repetition, scripts, events, notices."""

from collections.abc import Callable

from bpmn.diff import Difference
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Due, Event, EventDefinition, LoopCharacteristics, Record
from web.texts.differences.conditions import in_words, script_in_words
from web.texts.differences.namer import Namer
from web.texts.differences.terms import timing_in_words
from web.texts.differences.writer import LATER, Sentence, Writer


def _plain(what: Message) -> Sentence:
    """A short text that stands as it is."""

    def sentence(w: Writer, d: Difference) -> str:
        before, after = w.both(d, lambda namer, text: namer.quoted(str(text)))
        return w.changed(w.gettext.render(what.with_values({"step": w.name(d.outermost)})), before, after)

    return sentence


def _expressed(what: Message, say: Callable[[str, Namer], str] = in_words) -> Sentence:
    """An expression or a variable, of the step or of what it has."""

    def sentence(w: Writer, d: Difference) -> str:
        before, after = w.both(d, lambda namer, text: say(str(text), namer))
        return w.changed(w.gettext.render(what.with_values({"step": w.name(d.outermost)})), before, after)

    return sentence


def _either(yes: Message, no: Message) -> Sentence:
    """What is so or not."""

    def sentence(w: Writer, d: Difference) -> str:
        return w.gettext.render((yes if d.after else no).with_values({"step": w.name(d.outermost)}))

    return sentence


# --- who, when, what remains


def people_in_words(namer: Namer, owners: object) -> str:
    """Those who may do a step: roles, and what an expression gives."""
    assert isinstance(owners, tuple)
    said = []
    for owner in owners:
        if owner.role:
            said.append(namer.role(owner.role))
        if owner.expression:
            said.append(in_words(owner.expression, namer, namer.role).strip("[]"))
        said += [each for each in (owner.name, owner.documentation) if each]
    return namer.joined(said)


def _owners(w: Writer, d: Difference) -> str:
    before, after = w.both(d, people_in_words)
    whole = w.gettext("whoever is in its lane")
    return w.changed(w.gettext("Who may do {step}", step=w.name(d.subject)), before or whole, after or whole)


def _due(w: Writer, d: Difference) -> str:
    before, after = w.both(d, due_in_words)
    return w.changed(w.gettext("The term of {step}", step=w.name(d.subject)), before, after)


def due_in_words(namer: Namer, due: object) -> str:
    """A term in business days."""
    assert isinstance(due, Due)
    days, ngettext = due.business_days, namer.gettext.ngettext
    if due.before:
        date = namer.variable(due.before)
        if days == 0:
            return namer.gettext("the day of {date}", date=date)
        return ngettext("{n} business day before {date}", "{n} business days before {date}", days, date=date)
    return ngettext("{n} business day", "{n} business days", days)


def _record(w: Writer, d: Difference) -> str:
    step = w.name(d.outermost)
    there = d.subject[1] or d.subject[0]
    assert isinstance(there, Record)
    name = w.after.quoted(f"{there.code} {there.name}" if there.code else there.name)
    if d.subject[1] is None:
        return w.gettext("{step} leaves the record {record} no longer.", step=step, record=name)
    return w.gettext("{step} leaves besides the record {record}.", step=step, record=name)


def _record_field(w: Writer, d: Difference) -> str:
    old, new = d.subject
    assert isinstance(old, Record) and isinstance(new, Record)
    before, after = (w.after.quoted(f"{each.code or ''} {each.name}".strip()) for each in (old, new))
    return w.changed(w.gettext("A record of {step}", step=w.name(d.outermost)), before, after)


def _called(w: Writer, d: Difference) -> str:
    before, after = w.both(d, lambda namer, id: namer.title(str(id)))
    step = w.name(d.subject)
    if after and before:
        return w.gettext(
            "{step} calls now the procedure {after} instead of {before}.", step=step, after=after, before=before
        )
    if after:
        return w.gettext("{step} calls now the procedure {after}.", step=step, after=after)
    if d.after is None:
        return w.gettext("{step} calls no procedure any more.", step=step)
    return w.gettext("{step} calls now another procedure.", step=step)


def _message(w: Writer, d: Difference) -> str:
    before, after = w.both(d, lambda namer, id: namer.root(str(id)))
    return w.changed(w.gettext("The message or signal of {step}", step=w.name(d.outermost)), before, after)


# --- repetition


def _loop(w: Writer, d: Difference) -> str:
    step = w.name(d.outermost)
    loop = d.subject[1]
    if not isinstance(loop, LoopCharacteristics):
        return w.gettext("{step} is done once only, and no longer repeated.", step=step)
    return w.gettext("{step} is now repeated: {how}.", step=step, how=repetition(w.after, loop))


def repetition(namer: Namer, loop: LoopCharacteristics) -> str:
    """How a step is repeated."""
    _ = namer.gettext
    how = namer.gettext.render(LOOPS.get(loop.kind, LOOPS["standard"]))
    if loop.collection:
        how = _("{how}, for each of {list}", how=how, list=namer.variable(loop.collection))
    elif loop.cardinality:
        how = _("{how}, as often as {number}", how=how, number=in_words(loop.cardinality, namer))
    if loop.condition:
        how = _("{how}, until {condition}", how=how, condition=in_words(loop.condition, namer))
    return how


LOOPS = {
    "standard": lazy_gettext("one time after another"),
    "sequential": lazy_gettext("one after another"),
    "parallel": lazy_gettext("all at once"),
}


def _loop_kind(w: Writer, d: Difference) -> str:
    before, after = w.both(d, lambda namer, kind: namer.gettext.render(LOOPS.get(str(kind), LOOPS["standard"])))
    return w.changed(w.gettext("How {step} is repeated", step=w.name(d.outermost)), before, after)


def _number(what: Message) -> Sentence:
    def sentence(w: Writer, d: Difference) -> str:
        before, after = w.both(d, lambda namer, number: str(number))
        return w.changed(w.gettext.render(what.with_values({"step": w.name(d.outermost)})), before, after)

    return sentence


def _name_of_variable(text: str, namer: Namer) -> str:
    return namer.variable(text)


# --- events

OUTCOMES = {
    "won": lazy_gettext("it was won"),
    "lost": lazy_gettext("it was lost"),
    "noGo": lazy_gettext("it was a No Go"),
}


def _outcome(w: Writer, d: Difference) -> str:
    before, after = w.both(
        d, lambda namer, kind: namer.gettext.render(OUTCOMES[str(kind)]) if kind in OUTCOMES else str(kind)
    )
    return w.changed(w.gettext("What {step} means", step=w.name(d.outermost)), before, after)


def _definition(w: Writer, d: Difference) -> str:
    namer, there = (w.before, d.subject[0]) if d.subject[1] is None else (w.after, d.subject[1])
    assert isinstance(there, EventDefinition)
    step, what = w.name(d.outermost), event_in_words(namer, there)
    if d.subject[1] is None:
        return w.gettext("{step} is no longer about {what}.", step=step, what=what)
    return w.gettext("{step} is now about {what}.", step=step, what=what)


def event_in_words(namer: Namer, definition: EventDefinition) -> str:
    """What an event waits for or throws."""
    what = namer.gettext.render(EVENTS.get(definition.kind, EVENTS["reference"]))
    if definition.ref and (name := namer.root(definition.ref)) != "—":
        what = f"{what} {name}"
    if definition.expression:
        what = f"{what} ({timing_in_words(definition.expression, namer)})"
    return what


EVENTS: dict[str, Message] = {
    "timer": lazy_gettext("a term"),
    "message": lazy_gettext("a message"),
    "signal": lazy_gettext("a signal"),
    "error": lazy_gettext("an error"),
    "escalation": lazy_gettext("an escalation"),
    "terminate": lazy_gettext("ending everything"),
    "link": lazy_gettext("a jump"),
    "conditional": lazy_gettext("a condition"),
    "compensate": lazy_gettext("undoing what was done"),
    "cancel": lazy_gettext("a cancellation"),
    "reference": lazy_gettext("an event defined elsewhere"),
}


def _definition_kind(w: Writer, d: Difference) -> str:
    before, after = w.both(d, lambda namer, kind: namer.gettext.render(EVENTS.get(str(kind), EVENTS["reference"])))
    return w.changed(w.gettext("What {step} is about", step=w.name(d.outermost)), before, after)


def _timing(w: Writer, d: Difference) -> str:
    before, after = w.both(d, lambda namer, text: timing_in_words(str(text), namer))
    subject = d.subject[1]
    term = isinstance(subject, EventDefinition) and subject.kind == "timer"
    step = w.name(d.outermost)
    if term:
        return w.changed(w.gettext("The term of {step}", step=step), before, after)
    return w.changed(w.gettext("The condition of {step}", step=step), before, after)


def _attached(w: Writer, d: Difference) -> str:
    old, new = d.subject
    assert isinstance(old, Event) and isinstance(new, Event)
    name = w.after.quoted(new.name) if new.name else w.after.kind(new)
    before, after = w.both(d, lambda namer, id: namer.step(str(id)))
    if not after:
        return w.gettext("{event} stands on {before} no longer.", event=name, before=before)
    if not before:
        return w.gettext("{event} stands now on {after}.", event=name, after=after)
    return w.gettext(
        "{event} stands now on {after}, and no longer on {before}.", event=name, after=after, before=before
    )


SENTENCES: dict[str, Sentence] = {
    "Activity.number": _plain(lazy_gettext("The number of {step}", step=LATER)),
    "Activity.responsible": _plain(lazy_gettext("Who answers for {step}", step=LATER)),
    "Activity.potential_owners": _owners,
    "Activity.returnable": _either(
        lazy_gettext("Whoever has the step after {step} may now give the work back to it.", step=LATER),
        lazy_gettext("Nobody may give the work back to {step} any more.", step=LATER),
    ),
    "Activity.due": _due,
    "Event.due": _due,
    "Activity.called_element": _called,
    "Activity.message": _message,
    "Activity.script": _expressed(lazy_gettext("What {step} works out", step=LATER), script_in_words),
    "Activity.pre_script": _expressed(
        lazy_gettext("What is worked out at the beginning of {step}", step=LATER), script_in_words
    ),
    "Activity.post_script": _expressed(
        lazy_gettext("What is worked out at the end of {step}", step=LATER), script_in_words
    ),
    "Activity.for_compensation": _either(
        lazy_gettext("{step} is now done only to undo something.", step=LATER),
        lazy_gettext("{step} is now done in the course of the flow, and not only to undo something.", step=LATER),
    ),
    "Activity.triggered_by_event": _either(
        lazy_gettext("{step} begins now when something happens, and not in the course of the flow.", step=LATER),
        lazy_gettext("{step} begins now in the course of the flow, and not when something happens.", step=LATER),
    ),
    "Record": _record,
    "Record.code": _record_field,
    "Record.name": _record_field,
    "LoopCharacteristics": _loop,
    "LoopCharacteristics.kind": _loop_kind,
    "LoopCharacteristics.maximum": _number(lazy_gettext("How often {step} is repeated at most", step=LATER)),
    "LoopCharacteristics.test_before": _either(
        lazy_gettext("Whether {step} is to be repeated is now asked before the first time.", step=LATER),
        lazy_gettext("Whether {step} is to be repeated is now asked after the first time.", step=LATER),
    ),
    "LoopCharacteristics.scripts_on_instances": _either(
        lazy_gettext("What {step} works out is now worked out for each repetition.", step=LATER),
        lazy_gettext("What {step} works out is now worked out once for all repetitions.", step=LATER),
    ),
    "LoopCharacteristics.collection": _expressed(
        lazy_gettext("The list for each item of which {step} is done", step=LATER), _name_of_variable
    ),
    "LoopCharacteristics.cardinality": _expressed(lazy_gettext("How often {step} is done", step=LATER)),
    "LoopCharacteristics.input_item": _expressed(
        lazy_gettext("What each repetition of {step} is given", step=LATER), _name_of_variable
    ),
    "LoopCharacteristics.output_collection": _expressed(
        lazy_gettext("Where what the repetitions of {step} leave is gathered", step=LATER), _name_of_variable
    ),
    "LoopCharacteristics.output_item": _expressed(
        lazy_gettext("What each repetition of {step} leaves", step=LATER), _name_of_variable
    ),
    "LoopCharacteristics.condition": _expressed(
        lazy_gettext("The condition by which {step} is repeated or ends", step=LATER)
    ),
    "EventDefinition": _definition,
    "EventDefinition.kind": _definition_kind,
    "EventDefinition.ref": _message,
    "EventDefinition.expression": _timing,
    "Event.attached_to": _attached,
    "Event.cancel_activity": _either(
        lazy_gettext("{step} now interrupts the step it stands on.", step=LATER),
        lazy_gettext("{step} no longer interrupts the step it stands on.", step=LATER),
    ),
    "Event.outcome": _outcome,
    "Event.interrupting": _either(
        lazy_gettext("{step} now interrupts what is under way.", step=LATER),
        lazy_gettext("{step} no longer interrupts what is under way.", step=LATER),
    ),
}
