"""Names of files: what of a name shows as it is."""

import pytest

from bpmn.file_names import LONGEST, UNUSABLE, usable_name
from bpmn.forms.kinds.filepicker import is_reference
from engine.verifier.fields import is_file

HIDDEN = ["\u202e", "\u202a", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c", "\u200b", "\u2060", "\ufeff", "\u00ad",
          "\u180e", "\ufff9", "\U000e0041", "\u2028", "\x00", "\x1b", "\x9b", "\n", "\ud800"]  # fmt: skip


@pytest.mark.parametrize("sign", HIDDEN)
def test_what_turns_or_hides_a_part_of_a_name_is_taken_out_and_in_no_reference(sign: str) -> None:
    assert usable_name(f"rfp{sign}fdp.exe") == "rfpfdp.exe"
    reference = {"name": f"rfp{sign}fdp.exe", "sha256": "0" * 64, "size": 1}
    assert not is_reference(reference) and not is_file(reference), "both verifiers say so"


@pytest.mark.parametrize("name", ["año – ñandú.pdf", "客户.docx", "👩\u200d💻.png", "تقرير.pdf", "a'b\"c.pdf"])
def test_scripts_and_pictures_stay(name: str) -> None:
    assert usable_name(name) == name
    reference = {"name": name, "sha256": "0" * 64, "size": 1}
    assert is_reference(reference) and is_file(reference)


def test_folders_go_nothing_is_called_something_and_a_long_one_keeps_its_suffix() -> None:
    assert usable_name("../../etc/rfp.pdf") == usable_name("C:\\x\\rfp.pdf") == "rfp.pdf"
    assert usable_name("") == usable_name("\u202e") == usable_name("a/") == "archivo"
    long = usable_name("x" * 5_000 + ".pdf")
    assert len(long) == LONGEST and long.endswith(".pdf") and not UNUSABLE.search(long)
