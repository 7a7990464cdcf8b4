"""A template of a record shows a variable, or does not."""

import io
import zipfile
from pathlib import Path

import pytest

from bpmn.renaming.templates import names_variable
from bpmn.renaming.uses import Kind, Use, Where, uses

RECORDS = Path(__file__).parents[3] / "bpmn" / "processes" / "gestion_comercial" / "records"


@pytest.mark.parametrize("suffix", ["docx", "typ"])
@pytest.mark.parametrize(
    ("name", "shown"), [("costos", True), ("costo_total", True), ("costo", False), ("vigencia_propuesta", False)]
)
def test_the_shipped_templates_show_what_they_name(suffix, name, shown):
    assert names_variable((RECORDS / f"f-com-002.{suffix}").read_bytes(), name) is shown


def test_a_place_that_a_word_processor_cut_into_runs_is_one():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr("word/document.xml", "<w:t>{{ datos.</w:t><w:t>mon</w:t><w:t>to }}</w:t>")
    assert names_variable(made.getvalue(), "monto")
    assert not names_variable(made.getvalue(), "mon")


@pytest.mark.parametrize("broken", [b"PK", b"PK\x03\x04 no archive", b"", b"\xff\xfe"])
def test_what_is_no_template_shows_nothing(broken):
    assert not names_variable(broken, "monto")


def test_templates_are_among_the_uses_by_their_name():
    assert uses("monto", b"", {}, {"F-1": b'campos("monto")', "F-2": b""}) == (
        Use(Where.TEMPLATE, "F-1", "", Kind.TEMPLATE, ""),
    )
