"""Sentences about what stands within a field: its choices, its checks, the columns of a table."""

from bpmn.diff import Difference
from bpmn.forms.kinds import Check, Column, Option
from bpmn.messages import lazy_gettext
from web.texts.differences.conditions import in_words
from web.texts.differences.forms import changed_value, field_name, formula, is_or_not, quoted, step_name
from web.texts.differences.writer import LATER, Sentence, Writer


def _option(w: Writer, d: Difference) -> str:
    there = d.subject[1] or d.subject[0]
    assert isinstance(there, Option)
    said = {"step": step_name(w, d), "field": field_name(w, d), "option": w.after.quoted(there.label)}
    if d.subject[1] is None:
        return w.gettext("In the form of {step}, {field} no longer offers {option}.", **said)
    return w.gettext("In the form of {step}, {field} offers besides {option}.", **said)


def _option_label(w: Writer, d: Difference) -> str:
    before, after = w.both(d, quoted)
    said = {"step": step_name(w, d), "field": field_name(w, d), "before": before, "after": after}
    return w.gettext("In the form of {step}, the choice {before} of {field} is now called {after}.", **said)


def _option_value(w: Writer, d: Difference) -> str:
    new = d.subject[1]
    assert isinstance(new, Option)
    said = {"step": step_name(w, d), "field": field_name(w, d), "option": w.after.quoted(new.label)}
    return w.gettext("In the form of {step}, the choice {option} of {field} is kept as another value.", **said)


def _check(w: Writer, d: Difference) -> str:
    namer, there = (w.before, d.subject[0]) if d.subject[1] is None else (w.after, d.subject[1])
    assert isinstance(there, Check)
    said = {
        "step": step_name(w, d),
        "field": field_name(w, d),
        "condition": in_words(there.condition.text, namer),
        "message": namer.quoted(there.message),
    }
    if d.subject[1] is None:
        return w.gettext("In the form of {step}, {field} is no longer checked: {condition} ({message}).", **said)
    return w.gettext("In the form of {step}, {field} is checked besides: {condition} ({message}).", **said)


def _check_name(w: Writer, d: Difference) -> str:
    return w.gettext(
        "In the form of {step}, a check of {field} has another name inside, and checks the same.",
        step=step_name(w, d),
        field=field_name(w, d),
    )


def _column(w: Writer, d: Difference) -> str:
    there = d.subject[1] or d.subject[0]
    assert isinstance(there, Column)
    said = {"step": step_name(w, d), "field": field_name(w, d), "column": w.after.quoted(there.label)}
    if d.subject[1] is None:
        return w.gettext("In the form of {step}, {field} no longer shows the column {column}.", **said)
    return w.gettext("In the form of {step}, {field} shows besides the column {column}.", **said)


def _column_changed(w: Writer, d: Difference) -> str:
    new = d.subject[1]
    assert isinstance(new, Column)
    said = {"step": step_name(w, d), "field": field_name(w, d), "column": w.after.quoted(new.label)}
    return w.gettext("In the form of {step}, the column {column} of {field} shows its values otherwise.", **said)


SENTENCES: dict[str, Sentence] = {
    "Option": _option,
    "Option.label": _option_label,
    "Option.value": _option_value,
    "Check": _check,
    "Check.name": _check_name,
    "Check.condition": changed_value(lazy_gettext("a check"), formula),
    "Check.message": changed_value(lazy_gettext("the message of a check"), quoted),
    "Check.always": is_or_not(
        lazy_gettext(
            "In the form of {step}, {field} is now checked even when something is empty.", field=LATER, step=LATER
        ),
        lazy_gettext(
            "In the form of {step}, {field} is now checked only when everything is filled in.", field=LATER, step=LATER
        ),
    ),
    "Column": _column,
    "Column.label": changed_value(lazy_gettext("the heading of a column"), quoted),
    "Column.key": _column_changed,
    "Column.field": _column_changed,
}
