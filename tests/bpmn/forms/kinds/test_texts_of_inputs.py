"""One field's value and the texts of its inputs, both ways."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bpmn.forms.kinds import Checkbox, Checklist, Datetime, Number, Radio, Textarea, Textfield

MEXICO = ZoneInfo("America/Mexico_City")  # six hours behind UTC
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=MEXICO)


def field(kind, **more):
    return kind(id="campo", type="any", key="campo", path=("campo",), **more)


TEXT, AREA, NUMBER, AMOUNT = field(Textfield), field(Textarea), field(Number), field(Number, decimal_digits=2)
TEXT_NUMBER, CHECKBOX, RADIO, MANY = (
    field(Number, serialize_to_string=True),
    field(Checkbox),
    field(Radio),
    field(Checklist),
)
DATE = field(Datetime)
LOCAL = field(Datetime, subtype="datetime")
UTC = field(Datetime, subtype="datetime", time_format="utc_normalized")
OFFSET = field(Datetime, subtype="datetime", time_format="utc_offset")
TIME_UTC = field(Datetime, subtype="time", time_format="utc_normalized")

BOTH_WAYS = [
    (TEXT, ["Ana"], "Ana"),
    (NUMBER, ["1,250"], 1250),
    (NUMBER, ["-3.25"], -3.25),
    (AMOUNT, ["1,250,000.50"], 1250000.5),
    (AMOUNT, ["10.555"], 10.555),  # one decimal too many is for the engine to say, not for us to round
    (TEXT_NUMBER, ["0.10"], "0.10"),
    (CHECKBOX, ["on"], True),
    (RADIO, ["true"], True),
    (RADIO, ['"true"'], "true"),
    (RADIO, ["2"], 2),
    (MANY, ['"a"', '"b"'], ["a", "b"]),
    (DATE, ["2026-03-31"], "2026-03-31"),
    (LOCAL, ["2026-03-31T09:30"], "2026-03-31T09:30"),
    (UTC, ["2026-03-31T20:30"], "2026-04-01T02:30Z"),
    (OFFSET, ["2026-03-31T09:30"], "2026-03-31T09:30-06:00"),
    (TIME_UTC, ["09:30"], "15:30Z"),
]


@pytest.mark.parametrize(("field", "texts", "value"), BOTH_WAYS)
def test_what_is_typed_is_a_value_and_is_shown_again_as_it_was(field, texts, value):
    assert field.from_texts(texts, NOW) == value and type(field.from_texts(texts, NOW)) is type(value)
    assert field.to_texts(value, NOW) == texts


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (NUMBER, " $ 1250.5 ", 1250.5),
        (NUMBER, "1,234,567", 1234567),
        (AREA, "uno\r\ndos", "uno\ndos"),
        (RADIO, "", None),
        (DATE, " 2026-03-31 ", "2026-03-31"),
    ],
)
def test_what_a_browser_or_a_hand_adds_is_taken_off(field, typed, value):
    assert field.from_texts([typed], NOW) == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (NUMBER, "12,5"),  # not 125
        (NUMBER, "1,25,000"),
        (NUMBER, "mil"),
        (NUMBER, "1e9"),
        (NUMBER, "٣"),
        (NUMBER, "9" * 5000),
        (NUMBER, "NaN"),
        (RADIO, "[" * 100_000),
        (RADIO, "9" * 5000),
        (RADIO, "no es JSON"),
        (UTC, "mañana"),
        (UTC, "0001-01-01T00:00"),
        (UTC, "9999-12-31T23:59"),
        (TIME_UTC, "25:00"),
    ],
)
def test_what_is_no_value_of_its_kind_never_raises_and_is_shown_as_it_was_typed(field, typed):
    value = field.from_texts([typed], NOW)
    if isinstance(value, str) and not value.endswith("Z"):
        assert value == typed
        if field is not RADIO:
            assert field.to_texts(value, NOW) == [typed]
    else:
        field.to_texts(value, NOW)


@pytest.mark.parametrize("field", [TEXT, NUMBER, CHECKBOX, RADIO, MANY, DATE, UTC])
@pytest.mark.parametrize("value", [None, "", False, True, 0, 1.5, "x", [], ["x"], {}, {"a": 1}])
def test_any_json_can_stand_in_a_field_without_raising(field, value):
    assert all(isinstance(text, str) for text in field.to_texts(value, NOW))
