"""Sentences about what a form asks: field by field, by label."""

from collections.abc import Callable

from bpmn.diff import Difference
from bpmn.forms.feel import Feel
from bpmn.forms.form import Form
from bpmn.forms.kinds import Choice, Component, Computed, Container, Field, Presentational, Table
from bpmn.messages import Message, lazy_gettext
from web.texts.differences.conditions import in_words
from web.texts.differences.namer import Namer
from web.texts.differences.writer import LATER, Said, Sentence, Writer

KINDS: dict[str, Message] = {
    "textfield": lazy_gettext("a line of text"),
    "textarea": lazy_gettext("a text"),
    "number": lazy_gettext("a number"),
    "checkbox": lazy_gettext("yes or no"),
    "radio": lazy_gettext("one choice"),
    "select": lazy_gettext("one choice of a list"),
    "checklist": lazy_gettext("several choices"),
    "taglist": lazy_gettext("several choices, as tags"),
    "datetime": lazy_gettext("a date or time"),
    "filepicker": lazy_gettext("files"),
    "expression": lazy_gettext("a computed value"),
    "group": lazy_gettext("a section"),
    "dynamiclist": lazy_gettext("a list"),
    "table": lazy_gettext("a table"),
    "documentPreview": lazy_gettext("a view of documents"),
    "text": lazy_gettext("an explanation"),
    "html": lazy_gettext("an explanation"),
    "separator": lazy_gettext("a line between fields"),
    "spacer": lazy_gettext("a space"),
    "button": lazy_gettext("a button"),
    "image": lazy_gettext("an image"),
}


def step_name(w: Writer, d: Difference) -> str:
    return w.name(d.outermost)


def field_name(w: Writer, d: Difference) -> str:
    """The field that a difference is about, or that has what it is about; the form itself for a check of its own."""
    for pair in (d.subject, *reversed(d.holders[1:])):
        there = pair[1] or pair[0]
        if isinstance(there, Component):
            return component_name(w.before if pair[1] is None else w.after, there)
    return w.gettext("the form")


def component_name(namer: Namer, component: Component) -> str:
    """What people know a component by."""
    label = component.label
    if isinstance(component, Field) and label == component.key:
        label = ""
    if isinstance(component, Presentational) and component.text:
        return f"{_kind(namer, component.type)} {namer.quoted(component.text)}"
    if isinstance(component, Container | Table) or not isinstance(component, Field):
        kind = _kind(namer, component.type)
        return f"{kind} {namer.quoted(label)}" if label and label != component.id else kind
    return namer.quoted(label) if label else _kind(namer, component.type)


def _kind(namer: Namer, type_: str) -> str:
    return namer.gettext.render(KINDS[type_]) if type_ in KINDS else type_


# --- asked or not


def _asked(w: Writer, d: Difference) -> str:
    _, step = w.gettext, step_name(w, d)
    gone = d.subject[1] is None
    namer, there = (w.before, d.subject[0]) if gone else (w.after, d.subject[1])
    assert isinstance(there, Component)
    name = component_name(namer, there)
    if not isinstance(there, Field):
        if gone:
            return _("The form of {step} no longer has {field}.", step=step, field=name)
        return _("The form of {step} has besides {field}.", step=step, field=name)
    if there.computed:
        assert isinstance(there, Computed)
        if gone:
            return _("The form of {step} no longer works out {field}.", step=step, field=name)
        formula = in_words(there.expression.text, namer)
        return _("The form of {step} works out besides {field}: {formula}.", step=step, field=name, formula=formula)
    if there.only_shown:
        if gone:
            return _("The form of {step} no longer shows {field}.", step=step, field=name)
        return _("The form of {step} shows besides {field}.", step=step, field=name)
    if gone:
        return _("The form of {step} no longer asks for {field}.", step=step, field=name)
    traits = ", ".join(_traits(namer, there))
    return _("The form of {step} asks besides for {field}, {traits}.", step=step, field=name, traits=traits)


def _traits(namer: Namer, field: Field) -> list[str]:
    _ = namer.gettext
    found = []
    if isinstance(field.required, Feel):
        found.append(_("required if {condition}", condition=in_words(field.required.text, namer)))
    else:
        found.append(_("obligatory") if field.required else _("optional"))
    found.append(_kind(namer, field.type))
    if isinstance(field, Choice) and field.values:
        found[-1] += f" ({', '.join(option.label for option in field.values)})"
    if field.hide is not None:
        found.append(_("hidden if {condition}", condition=in_words(field.hide.text, namer)))
    return found


def _form(w: Writer, d: Difference) -> str:
    _, step = w.gettext, step_name(w, d)
    before, after = d.before, d.after
    if isinstance(before, Form) and isinstance(after, Form):
        return _("{step} has another form, which asks for the same.", step=step)
    if isinstance(after, Form):
        asked = w.after.joined(component_name(w.after, field) for _, field in after.fields() if field.stored)
        return w.gettext("{step} has now a form, which asks for {fields}.", step=step, fields=asked)
    if after is None:
        return _("{step} has no form any more.", step=step)
    return _("The form of {step} is not there or cannot be read.", step=step)


# --- what is said of a field


def _heading(w: Writer, d: Difference, what: Message) -> str:
    named = {"step": step_name(w, d), "field": field_name(w, d), "what": what}
    return w.gettext("In the form of {step}, {what} of {field}", **named)


def changed_value(what: Message, show: Callable[[Namer, object], str]) -> Sentence:
    """A value of a field that became another."""

    def sentence(w: Writer, d: Difference) -> str:
        before, after = w.both(d, show)
        return w.changed(_heading(w, d, what), before, after)

    return sentence


def is_or_not(yes: Message, no: Message) -> Sentence:
    """What a field is or is not, perhaps by a condition."""

    def sentence(w: Writer, d: Difference) -> str:
        said = {"step": step_name(w, d), "field": field_name(w, d)}
        if isinstance(d.after, Feel):
            return w.gettext(
                "{sentence} This holds if {condition}.",
                sentence=w.gettext.render(yes.with_values(said)),
                condition=in_words(d.after.text, w.after),
            )
        return w.gettext.render((yes if d.after else no).with_values(said))

    return sentence


def quoted(namer: Namer, value: object) -> str:
    return namer.quoted(str(value))


def _number(namer: Namer, value: object) -> str:
    if isinstance(value, Feel):
        return in_words(value.text, namer)
    return namer.presenter.number(value) if isinstance(value, int | float) else str(value)


def formula(namer: Namer, value: object) -> str:
    return in_words(value.text, namer) if isinstance(value, Feel) else str(value)


def _label(w: Writer, d: Difference) -> str:
    old, new = d.subject
    assert isinstance(old, Component) and isinstance(new, Component)
    before, after = component_name(w.before, old), component_name(w.after, new)
    return w.gettext(
        "In the form of {step}, {before} is now called {after}.", step=step_name(w, d), before=before, after=after
    )


def _type(w: Writer, d: Difference) -> str:
    before, after = w.both(d, lambda namer, type_: _kind(namer, str(type_)))
    return w.gettext(
        "In the form of {step}, {field} is now {after}; before, {before}.",
        step=step_name(w, d),
        field=field_name(w, d),
        before=before,
        after=after,
    )


def _hide(w: Writer, d: Difference) -> str:
    _, said = w.gettext, {"step": step_name(w, d), "field": field_name(w, d)}
    before, after = w.both(d, formula)
    if not after:
        return _(
            "In the form of {step}, {field} is now always there; before, hidden if {before}.", **said, before=before
        )
    if before == after:
        return _(
            "In the form of {step}, the condition that hides {field} is written otherwise and reads the same.", **said
        )
    if not before:
        return _("In the form of {step}, {field} is now hidden if {after}.", **said, after=after)
    return _(
        "In the form of {step}, {field} is now hidden if {after}; before, if {before}.",
        **said,
        after=after,
        before=before,
    )


def _within(w: Writer, d: Difference) -> str:
    _, said = w.gettext, {"step": step_name(w, d), "field": field_name(w, d)}
    if not isinstance(d.after, Component):
        assert isinstance(d.before, Component)
        return _(
            "In the form of {step}, {field} stands no longer in {section}.",
            **said,
            section=component_name(w.before, d.before),
        )
    return _(
        "In the form of {step}, {field} stands now in {section}.", **said, section=component_name(w.after, d.after)
    )


def _key(w: Writer, d: Difference) -> str:
    return w.gettext(
        "In the form of {step}, what is answered to {field} is kept under another name.",
        step=step_name(w, d),
        field=field_name(w, d),
    )


def _text(what: Message) -> Sentence:
    def sentence(w: Writer, d: Difference) -> Said:
        return w.rewritten(_heading(w, d, what), d)

    return sentence


def _prose(w: Writer, d: Difference) -> Said:
    return w.rewritten(w.gettext("An explanation in the form of {step}", step=step_name(w, d)), d)


def _subtype(namer: Namer, value: object) -> str:
    return namer.gettext.render(MOMENTS[str(value)]) if str(value) in MOMENTS else str(value)


MOMENTS: dict[str, Message] = {
    "date": lazy_gettext("a date"),
    "time": lazy_gettext("a time of day"),
    "datetime": lazy_gettext("a date with its time"),
    "no_timezone": lazy_gettext("without a time zone"),
    "utc_normalized": lazy_gettext("in universal time"),
    "utc_offset": lazy_gettext("with its time zone"),
    "email": lazy_gettext("an e-mail address"),
    "phone": lazy_gettext("a telephone number"),
}


def _default(w: Writer, d: Difference) -> str:
    old, new = d.subject

    def show(namer: Namer, value: object) -> str:
        component = old if namer is w.before else new
        lines = namer.presenter.value(component if isinstance(component, Component) else None, value).lines
        return namer.joined(namer.quoted(line) for line in lines)

    return changed_value(lazy_gettext("the value that is there from the beginning"), show)(w, d)  # type: ignore[return-value]


def _pattern(w: Writer, d: Difference) -> str:
    said = {"step": step_name(w, d), "field": field_name(w, d)}
    if d.after is None:
        return w.gettext("In the form of {step}, {field} need no longer be written in a certain way.", **said)
    if d.before is None:
        return w.gettext("In the form of {step}, {field} must now be written in a certain way.", **said)
    return w.gettext("In the form of {step}, {field} must now be written in another way.", **said)


def _accept(namer: Namer, value: object) -> str:
    assert isinstance(value, tuple)
    return namer.joined(value)


def _readers(namer: Namer, value: object) -> str:
    assert isinstance(value, tuple)
    return namer.joined(map(namer.role, value))


def _unit(namer: Namer, value: object) -> str:
    assert isinstance(value, tuple)
    return " … ".join(str(each) for each in value if each)


def _looks(w: Writer, d: Difference) -> str:
    return w.gettext("The form of {step} is laid out in another way.", step=step_name(w, d))


_CHOICES = lazy_gettext("the origin of the choices")
SENTENCES: dict[str, Sentence] = {
    "Activity.form": _form,
    "Component": _asked,
    "Component.type": _type,
    "Component.label": _label,
    "Component.hide": _hide,
    "Component.within": _within,
    "Component.confidential": changed_value(lazy_gettext("who reads what is confidential"), _readers),
    "Component.start": is_or_not(
        lazy_gettext(
            "In the form of {step}, {field} is now asked before the procedure begins.", field=LATER, step=LATER
        ),
        lazy_gettext(
            "In the form of {step}, {field} is no longer asked before the procedure begins.", field=LATER, step=LATER
        ),
    ),
    "Component.personal": is_or_not(
        lazy_gettext("In the form of {step}, {field} is now personal data.", field=LATER, step=LATER),
        lazy_gettext("In the form of {step}, {field} is no longer personal data.", field=LATER, step=LATER),
    ),
    "Component.searchable": is_or_not(
        lazy_gettext(
            "In the form of {step}, opportunities are now found and added up by {field}.", field=LATER, step=LATER
        ),
        lazy_gettext(
            "In the form of {step}, opportunities are no longer found and added up by {field}.", field=LATER, step=LATER
        ),
    ),
    "Container.path": _key,
    "Field.key": _key,
    "Field.description": _text(lazy_gettext("the hint")),
    "Field.disabled": is_or_not(
        lazy_gettext("In the form of {step}, {field} is now only shown.", field=LATER, step=LATER),
        lazy_gettext("In the form of {step}, {field} may now be filled in.", field=LATER, step=LATER),
    ),
    "Field.readonly": is_or_not(
        lazy_gettext("In the form of {step}, {field} is now only to be read.", field=LATER, step=LATER),
        lazy_gettext("In the form of {step}, {field} may now be written in.", field=LATER, step=LATER),
    ),
    "Field.required": is_or_not(
        lazy_gettext("In the form of {step}, {field} is now required.", field=LATER, step=LATER),
        lazy_gettext("In the form of {step}, {field} is no longer required.", field=LATER, step=LATER),
    ),
    "Field.default": _default,
    "Field.example": changed_value(lazy_gettext("the example for demonstrations"), quoted),
    "Choice.values_key": changed_value(_CHOICES, lambda namer, value: namer.variable(str(value))),
    "Choice.values_expression": changed_value(_CHOICES, formula),
    "Number.min": changed_value(lazy_gettext("the least value"), _number),
    "Number.max": changed_value(lazy_gettext("the largest value"), _number),
    "Number.decimal_digits": changed_value(lazy_gettext("the number of decimals"), _number),
    "Number.increment": changed_value(lazy_gettext("the step between values"), _number),
    "Number.serialize_to_string": is_or_not(
        lazy_gettext("In the form of {step}, {field} is now kept as a text.", field=LATER, step=LATER),
        lazy_gettext("In the form of {step}, {field} is now kept as a number.", field=LATER, step=LATER),
    ),
    "Number.unit": changed_value(lazy_gettext("the unit"), _unit),
    "Computed.unit": changed_value(lazy_gettext("the unit"), _unit),
    "Number.unit_after": changed_value(lazy_gettext("the unit"), formula),
    "Computed.unit_after": changed_value(lazy_gettext("the unit"), formula),
    "Computed.decimal_digits": changed_value(lazy_gettext("the number of decimals"), _number),
    "Computed.expression": changed_value(lazy_gettext("the computation"), formula),
    "Text.min_length": changed_value(lazy_gettext("the least length"), _number),
    "Text.max_length": changed_value(lazy_gettext("the largest length"), _number),
    "Text.pattern": _pattern,
    "Text.pattern_message": changed_value(lazy_gettext("the message when it is written in another way"), quoted),
    "Text.validation_type": changed_value(lazy_gettext("the kind of text"), _subtype),
    "Datetime.subtype": changed_value(lazy_gettext("the kind of moment"), _subtype),
    "Datetime.disallow_passed": is_or_not(
        lazy_gettext(
            "In the form of {step}, {field} may no longer be a date that has passed.", field=LATER, step=LATER
        ),
        lazy_gettext("In the form of {step}, {field} may now be a date that has passed.", field=LATER, step=LATER),
    ),
    "Datetime.time_format": changed_value(lazy_gettext("the way to keep the time"), _subtype),
    "Filepicker.multiple": is_or_not(
        lazy_gettext("In the form of {step}, {field} takes now several files.", field=LATER, step=LATER),
        lazy_gettext("In the form of {step}, {field} takes now one file only.", field=LATER, step=LATER),
    ),
    "Filepicker.accept": changed_value(lazy_gettext("the kinds of files"), _accept),
    "DynamicList.add_remove": is_or_not(
        lazy_gettext("In the form of {step}, rows of {field} may now be added and taken out.", field=LATER, step=LATER),
        lazy_gettext(
            "In the form of {step}, rows of {field} may no longer be added or taken out.", field=LATER, step=LATER
        ),
    ),
    "DynamicList.repetitions": changed_value(lazy_gettext("the number of rows at the beginning"), _number),
    "DynamicList.required": is_or_not(
        lazy_gettext("In the form of {step}, {field} needs now at least one row.", field=LATER, step=LATER),
        lazy_gettext("In the form of {step}, {field} may now have no rows.", field=LATER, step=LATER),
    ),
    "DocumentPreview.data_source": changed_value(lazy_gettext("the documents that are shown"), formula),
    "DocumentPreview.max_height": changed_value(lazy_gettext("the height"), _number),
    "Table.data_source": changed_value(lazy_gettext("the rows that are shown"), formula),
    "Table.columns_expression": changed_value(lazy_gettext("the columns"), formula),
    "Presentational.text": _prose,
    "Form.schema": _looks,
}
