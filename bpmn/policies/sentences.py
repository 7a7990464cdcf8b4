"""What a check asks, in sentences."""

from collections.abc import Callable, Iterable, Sequence

from bpmn.messages import Message, lazy_gettext, lazy_ngettext
from bpmn.model import Check, Requirement, When
from bpmn.policies import blocks
from bpmn.policies.words import Words

_NOTHING = lazy_gettext("nothing yet")


def sentences(check: Check, words: Words) -> tuple[Message, ...]:
    """What a check asks, a sentence for each of its blocks."""
    return tuple(sentence(each, words) for each in check.requires)


def sentence(asked: Requirement, words: Words) -> Message:
    """What one block asks, and where."""
    make = _BLOCKS.get(asked.what)
    said = _NOTHING if make is None else make(asked, words)
    if asked.when:
        conditions = together([condition(each, words) for each in asked.when])
        return lazy_gettext("Where {conditions}: {asked}.", conditions=conditions, asked=said)
    return lazy_gettext("{asked}.", asked=said)


def condition(when: When, words: Words) -> Message:
    """A condition, for the middle of a sentence."""
    if when.step:
        return lazy_gettext("{step} was done", step=words.step(when.step))
    return tested(when.field or "", when.test, when.value, words)


def tested(field: str, test: str | None, value: str | None, words: Words) -> Message:
    """What is asked of a field, for the middle of a sentence."""
    called = words.field(field)
    texts = (value or "").split(blocks.SEPARATOR)
    values = together([words.value(field, text.strip()) for text in texts], either=True)
    match test:
        case blocks.FILLED:
            return lazy_gettext("{field} is answered", field=called)
        case blocks.EMPTY:
            return lazy_gettext("{field} is left empty", field=called)
        case blocks.DIFFERENT:
            return lazy_gettext("{field} is not {value}", field=called, value=values)
        case blocks.AT_LEAST:
            return lazy_gettext("{field} is at least {value}", field=called, value=values)
        case blocks.AT_MOST:
            return lazy_gettext("{field} is at most {value}", field=called, value=values)
        case _:
            return lazy_gettext("{field} is {value}", field=called, value=values)


def together(items: Sequence[Message], *, either: bool = False) -> Message:
    """Several things in one sentence: all of them, or `either` of them."""
    if not items:
        return _NOTHING
    found = items[0]
    for item in items[1:-1]:
        found = lazy_gettext("{first}, {next}", first=found, next=item)
    if len(items) == 1:
        return found
    if either:
        return lazy_gettext("{first} or {last}", first=found, last=items[-1])
    return lazy_gettext("{first} and {last}", first=found, last=items[-1])


def _steps(ids: Iterable[str], words: Words) -> Message:
    return together([words.step(id) for id in ids])


def _any(ids: Iterable[str], words: Words) -> Message:
    """Steps of which one is enough: only one of them is come to, or the last one counts."""
    return together([words.step(id) for id in ids], either=True)


def _subject(asked: Requirement, words: Words) -> Message:
    if asked.field:
        return lazy_gettext("the day in {field} is", field=words.field(asked.field))
    steps = _steps(asked.steps, words)
    if asked.moment == blocks.ENABLED:
        return lazy_gettext("{steps} reaches who does it", steps=steps)
    return lazy_gettext("{steps} is done", steps=steps)


def _anchor(asked: Requirement, words: Words) -> Message:
    """What the days are counted from, as a noun: it stands after “before” and “after”."""
    if asked.date:
        return lazy_gettext("the day in {date}", date=words.field(asked.date))
    steps = _any(asked.of, words)
    if asked.of_moment == blocks.ENABLED:
        return lazy_gettext("{steps} reaching who does it", steps=steps)
    return lazy_gettext("{steps} being done", steps=steps)


def _before(asked: Requirement, words: Words) -> Message:
    subject, anchor = _subject(asked, words), _anchor(asked, words)
    if not asked.days:
        return lazy_gettext("{subject} before {anchor}", subject=subject, anchor=anchor)
    return lazy_ngettext(
        "{subject} at least {n} working day before {anchor}",
        "{subject} at least {n} working days before {anchor}",
        asked.days,
        subject=subject,
        anchor=anchor,
    )


def _after(asked: Requirement, words: Words) -> Message:
    return _later(_subject(asked, words), asked, words)


def _later(subject: Message, asked: Requirement, words: Words) -> Message:
    anchor = _anchor(asked, words)
    if asked.days is None:
        return lazy_gettext("{subject} after {anchor}", subject=subject, anchor=anchor)
    if asked.days == 0:
        return lazy_gettext("{subject} on the same working day, after {anchor}", subject=subject, anchor=anchor)
    return lazy_ngettext(
        "{subject} at most {n} working day after {anchor}",
        "{subject} at most {n} working days after {anchor}",
        asked.days,
        subject=subject,
        anchor=anchor,
    )


def _by_role(asked: Requirement, words: Words) -> Message:
    roles = together([words.role(id) for id in asked.roles], either=True)
    return lazy_gettext("{steps} is done by {roles}", steps=_steps(asked.steps, words), roles=roles)


def _people(asked: Requirement, words: Words) -> Message:
    steps = _steps(asked.steps, words)
    if not asked.others:
        return lazy_gettext("nobody does more than one of {steps}", steps=steps)
    others = _steps(asked.others, words)
    return lazy_gettext("whoever does {steps} does not do {others}", steps=steps, others=others)


def _delivered(asked: Requirement, words: Words) -> Message:
    steps = _any(asked.steps, words)
    if asked.by == blocks.CRM:
        said = lazy_gettext("the CRM knows of {steps}", steps=steps)
    elif asked.to:
        said = lazy_gettext(
            "the e-mails of {steps} arrive, at all of {field}", steps=steps, field=words.field(asked.to)
        )
    else:
        said = lazy_gettext("the e-mails of {steps} arrive", steps=steps)
    return _later(said, asked, words) if asked.of or asked.date else said


def _value(asked: Requirement, words: Words) -> Message:
    said = tested(asked.field or "", asked.test, asked.value, words)
    if not asked.steps:
        return said
    return lazy_gettext("{what} at {steps}", what=said, steps=_any(asked.steps, words))


_BLOCKS: dict[str, Callable[[Requirement, Words], Message]] = {
    blocks.DONE: lambda asked, words: lazy_gettext("{steps} is done", steps=_steps(asked.steps, words)),
    blocks.BEFORE: _before,
    blocks.AFTER: _after,
    blocks.IN_TIME: lambda asked, words: lazy_gettext("{steps} is done by its term", steps=_steps(asked.steps, words)),
    blocks.BY_ROLE: _by_role,
    blocks.DIFFERENT_PEOPLE: _people,
    blocks.DELIVERED: _delivered,
    blocks.VALUE: _value,
}
