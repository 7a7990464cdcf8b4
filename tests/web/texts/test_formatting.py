"""Values and moments as people in an office in Mexico read them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bpmn.forms.feel.expression import parse
from bpmn.forms.kinds import Checkbox, Computed, Datetime, DynamicList, Number, Option, Select, Textfield
from web.i18n import Translator
from web.texts.formatting import Presenter, Shown

NOW = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)  # a Thursday, nine in the morning in Mexico City
presenter = Presenter(Translator("es"), ZoneInfo("America/Mexico_City"))


def field(kind, key="campo", **more):
    return kind(id=key, type="any", key=key, path=(key,), label=key.capitalize(), **more)


def test_a_moment_in_full_is_written_as_in_a_letter():
    moment = datetime(2026, 9, 29, 0, 0, 5, tzinfo=UTC)
    assert presenter.exact(moment) == "lunes 28 de septiembre de 2026, 18:00"
    assert presenter.exact(moment, seconds=True) == "lunes 28 de septiembre de 2026, 18:00:05"
    english = Presenter(Translator("en"), presenter.zone)
    assert english.exact(moment) == "Monday, September 28, 2026, 18:00"


@pytest.mark.parametrize(
    ("later", "level", "words"),
    [
        ({"days": -40}, "overdue", "28 días hábiles de retraso"),
        ({"days": -1}, "overdue", "1 día hábil de retraso"),
        ({"hours": -1}, "overdue", "venció hoy 08:00"),
        ({"hours": 9}, "soon", "vence hoy 18:00"),
        ({"hours": 33}, "soon", "vence mañana 18:00"),
        ({"hours": 57}, "soon", "vence sáb 7 mar, 18:00"),
        ({"days": 4}, "later", "vence lun 9 mar, 09:00"),
        ({"days": 300}, "later", "vence 30 dic 2026, 09:00"),
    ],
)
def test_when_work_is_due_is_said_from_where_the_reader_stands(later, level, words):
    due = presenter.due(NOW + timedelta(**later), NOW)
    assert (due.level, due.words) == (level, words)


def test_an_evening_in_mexico_is_not_the_next_day():
    late = datetime(2026, 3, 6, 4, 30, tzinfo=UTC)  # 22:30 of the fifth
    assert presenter.due(late, NOW).words == "vence hoy 22:30" and presenter.moment(late) == "5 mar 2026, 22:30"


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1250000.5, 2, "1,250,000.50"),
        (1250000, None, "1,250,000"),
        (0.125, None, "0.125"),
        (10.555, 2, "10.555"),
        (-3, 2, "-3.00"),
        ("0.10", 2, "0.10"),
        ("no", 2, "no"),
    ],
)
def test_numbers_have_separators_and_no_decimal_less(value, digits, text):
    assert presenter.number(value, digits) == text


@pytest.mark.parametrize(
    ("component", "value", "lines"),
    [
        (field(Textfield), "Ana", ("Ana",)),
        (field(Checkbox), True, ("Sí",)),
        (field(Number, decimal_digits=2), 5, ("5",)),
        (field(Number, decimal_digits=2, unit=("$", "MXN, sin IVA")), 1400000, ("$1,400,000.00 MXN, sin IVA",)),
        (field(Number, decimal_digits=2, unit=("$", "")), -3.5, ("-$3.50",)),
        (field(Number, decimal_digits=2, unit=("", "%")), 31.43, ("31.43 %",)),
        (field(Number, decimal_digits=0, unit=("", "meses")), 36, ("36 meses",)),
        (field(Number, decimal_digits=0, unit=("", "meses")), 1, ("1 mes",)),
        (field(Number, decimal_digits=0, unit=("", "meses")), 1.5, ("1.5 meses",)),
        (field(Computed, expression=parse("=1"), unit=("$", "MXN"), decimal_digits=2), 10, ("$10.00 MXN",)),
        (field(Computed, expression=parse("=1"), unit=("$", "MXN")), "—", ("—",)),
        (field(Select, values=(Option(value=False, label="No procede"),)), False, ("No procede",)),
        (field(Datetime), "2026-03-31", ("mar 31 mar 2026",)),
        (field(Datetime), "ayer", ("ayer",)),
        (field(Datetime, subtype="time"), "09:30", ("09:30",)),
        (field(Datetime, subtype="datetime"), "2026-03-31T15:30Z", ("31 mar 2026, 09:30",)),
        (None, ["a", 1000, False, None], ("a", "1,000", "No", "—")),
        (field(Textfield), "", ()),
        (field(Textfield), None, ()),
        (None, [], ()),
    ],
)
def test_a_value_is_shown_as_its_field_means_it(component, value, lines):
    assert presenter.value(component, value, "Campo") == Shown("Campo", lines)


def test_rows_are_shown_with_the_labels_of_their_columns():
    rows = DynamicList(
        id="l",
        type="dynamiclist",
        label="Costos",
        path=("costos",),
        components=(field(Number, "monto"), field(Textfield, "nota")),
    )
    shown = presenter.value(rows, [{"monto": 1000, "nota": ""}, {"monto": 2, "ajeno": 1}])
    assert shown == Shown("Costos", rows=((Shown("Monto", ("1,000",)),), (Shown("Monto", ("2",)),)))


def test_files_keep_their_references():
    file = {"name": "a.pdf", "sha256": "0" * 64, "size": 12_300}
    assert presenter.value(None, [file], "Archivos") == Shown("Archivos", files=(file,))
    assert (presenter.size(999), presenter.size(12_300), presenter.size(2_000_000)) == ("999 B", "12.3 kB", "2 MB")


def test_what_an_object_holds_is_shown_by_its_names():
    assert presenter.value(None, {"puesto": "Compras"}, "contacto").rows == ((Shown("puesto", ("Compras",)),),)


@pytest.mark.parametrize("value", [10**30, 1e300, "ninguno", "9" * 60])
def test_what_is_no_number_of_ours_is_shown_as_it_is(value):
    assert presenter.number(value, 2) == str(value)
