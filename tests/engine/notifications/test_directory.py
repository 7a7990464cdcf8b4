"""A directory outside: each file is there whole, once, and nothing is put in its place."""

from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest

from engine.notifications.delivery import DeliveryFailed, Letter
from engine.notifications.directory import Folder
from tests.support import START

CONTENT = b64encode("señal\n".encode()).decode()
LETTER = Letter(1, "cauce.log/a.7.file", "file", {"file": "sello-000007.txt", "content": CONTENT}, START, 1)


def test_a_letter_becomes_a_file_and_nothing_else_is_left(tmp_path: Path) -> None:
    receipt = Folder(tmp_path).send(LETTER, START)
    assert [(each.name, each.read_text(encoding="utf-8")) for each in tmp_path.iterdir()] == [
        ("sello-000007.txt", "señal\n")
    ]
    assert (receipt.to, receipt.server, receipt.reply) == (
        (str(tmp_path / "sello-000007.txt"),),
        str(tmp_path),
        "written",
    )


def test_whoever_comes_a_second_time_finds_its_own(tmp_path: Path) -> None:
    first = Folder(tmp_path).send(LETTER, START)
    again = Folder(tmp_path).send(replace(LETTER, attempt=2), START)
    assert (again.reply, again.digest) == ("there already", first.digest)


def test_another_content_is_not_written_over_and_is_told_for_good(tmp_path: Path) -> None:
    (tmp_path / "sello-000007.txt").write_text("of somebody else")
    with pytest.raises(DeliveryFailed, match=r"sello-000007\.txt: another content") as caught:
        Folder(tmp_path).send(LETTER, START)
    assert caught.value.permanent
    assert [each.read_text() for each in tmp_path.iterdir()] == ["of somebody else"]


def test_a_directory_that_is_away_is_not_made_and_is_tried_again(tmp_path: Path) -> None:
    with pytest.raises(DeliveryFailed, match="share") as caught:
        Folder(tmp_path / "share").send(LETTER, START)
    assert caught.value.unreachable and not caught.value.permanent
    assert not (tmp_path / "share").exists()
