"""The rules of a field: lengths, patterns, ranges, steps, dates, files."""

from typing import Any

import pytest

from tests.bpmn.forms.validating import FILE, Make, check, codes


@pytest.mark.parametrize(
    ("component", "raw", "code"),
    [
        ({"type": "textfield", "validate": {"minLength": 3}}, "ab ", "min_length"),
        ({"type": "textfield", "validate": {"minLength": 3}}, "abc", None),
        ({"type": "textfield", "validate": {"minLength": 3}}, "", None),
        ({"type": "textfield", "validate": {"maxLength": 3}}, " abc ", None),
        ({"type": "textfield", "validate": {"maxLength": 3}}, "abcd", "max_length"),
        ({"type": "textfield", "validate": {"maxLength": 3}}, "😀😀", "max_length"),
        ({"type": "textfield", "validate": {"maxLength": "=limite"}}, "abcd", "max_length"),
        ({"type": "textfield", "validate": {"pattern": "^[A-Z]+$"}}, "ABC", None),
        ({"type": "textfield", "validate": {"pattern": "^[A-Z]+$"}}, "abc", "pattern"),
        ({"type": "textfield", "validate": {"validationType": "email"}}, "ana@empresa.com.mx", None),
        ({"type": "textfield", "validate": {"validationType": "email"}}, "ana@", "email"),
        ({"type": "textfield", "validate": {"validationType": "email"}}, "ana@a.mx\n", "email"),
        ({"type": "textfield", "validate": {"validationType": "phone"}}, "+525512345678", None),
        ({"type": "textfield", "validate": {"validationType": "phone"}}, "55 1234 5678", "phone"),
        ({"type": "number", "validate": {"min": 1}}, 0, "min"),
        ({"type": "number", "validate": {"min": 0}}, 0, None),
        ({"type": "number", "validate": {"max": 10}}, 10.01, "max"),
        ({"type": "number", "validate": {"max": "=limite"}}, 4, "max"),
        ({"type": "number", "validate": {"max": "=no_hay"}}, 4, None),
        ({"type": "number", "decimalDigits": 0}, 1.5, "decimal_digits"),
        ({"type": "number", "decimalDigits": 2}, 0.1, None),
        ({"type": "number", "decimalDigits": 2}, 1.005, "decimal_digits"),
        ({"type": "number", "increment": 0.1}, 0.3, None),
        ({"type": "number", "increment": 0.5}, 0.3, "increment"),
        ({"type": "number", "serializeToString": True, "validate": {"max": 5}}, "5.01", "max"),
        ({"type": "datetime", "disallowPassedDates": True}, "2026-03-02", None),
        ({"type": "datetime", "disallowPassedDates": True}, "2026-03-01", "past_date"),
        ({"type": "datetime"}, "1999-01-01", None),
        ({"type": "filepicker"}, [FILE, FILE], "too_many"),
        ({"type": "filepicker", "multiple": True}, [FILE, FILE], None),
        ({"type": "filepicker", "accept": ".docx, application/pdf"}, [{**FILE, "name": "A.PDF"}], None),
        ({"type": "filepicker", "accept": ".docx"}, [FILE], "accept"),
    ],
)
def test_a_value_is_held_to_the_rules_of_its_field(
    form_of: Make, component: dict[str, Any], raw: object, code: str | None
) -> None:
    validation = check(form_of({**component, "key": "x"}), {"x": raw}, {"limite": 3})
    assert codes(validation) == ([] if code is None else [("x", code)])


def test_the_forms_own_words_explain_its_pattern(form_of: Make) -> None:
    words = "Escriba el RFC con homoclave."
    form = form_of(
        {
            "type": "textfield",
            "key": "rfc",
            "label": "RFC",
            "validate": {"pattern": "^[A-Z]+$", "patternErrorMessage": words},
        }
    )
    assert str(check(form, {"rfc": "1"}).errors[0].message) == f"RFC: {words}"
