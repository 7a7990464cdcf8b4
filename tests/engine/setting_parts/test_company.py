"""Who the company is: read once, and refused by name."""

from pathlib import Path

import pytest

from engine.errors import BadSetting
from engine.setting_parts.company import LARGEST, PNG, Company, Logo
from engine.settings import Settings

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4v4z"/></svg>'


def test_nothing_is_said_of_a_company_that_said_nothing() -> None:
    assert Settings.from_env({}).company == Company(None, None, None, None)


def test_a_company_is_its_name_its_logo_and_how_it_is_reached(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(SVG)
    found = Settings.from_env(
        {
            "CAUCE_COMPANY_NAME": " Silent4business ",
            "CAUCE_COMPANY_LOGO": str(tmp_path / "logo.svg"),
            "CAUCE_COMPANY_TELEPHONE": "+52 55 5555 0100",
            "CAUCE_COMPANY_REPLY_TO": "ventas@empresa.mx",
        }
    ).company
    logo = Logo(SVG, "image/svg+xml")
    assert found == Company("Silent4business", logo, "+52 55 5555 0100", "ventas@empresa.mx")
    assert "path" not in repr(found) and logo.digest != Logo(SVG + b" ", "image/svg+xml").digest


def test_a_logo_is_known_by_what_is_in_it_and_not_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(PNG + b"\0\0\0\rIHDR")
    found = Settings.from_env({"CAUCE_COMPANY_LOGO": str(tmp_path / "logo.svg")}).company.logo
    assert found is not None and found.media_type == "image/png"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg/>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
        PNG + bytes(LARGEST),
        None,
    ],
    ids=range(8),
)
def test_a_logo_that_is_no_picture_stops_the_start(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "logo.png").write_bytes(content)
    with pytest.raises(BadSetting) as caught:
        Settings.from_env({"CAUCE_COMPANY_LOGO": str(tmp_path / "logo.png")})
    assert caught.value.details["name"] == "CAUCE_COMPANY_LOGO"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CAUCE_COMPANY_NAME", " "),
        ("CAUCE_COMPANY_NAME", "a" * 81),
        ("CAUCE_COMPANY_NAME", "dos\nrenglones"),
        ("CAUCE_COMPANY_TELEPHONE", ""),
        ("CAUCE_COMPANY_LOGO", " "),
        ("CAUCE_COMPANY_REPLY_TO", "ventas"),
        ("CAUCE_COMPANY_REPLY_TO", "Ventas <ventas@empresa.mx>"),
        ("CAUCE_COMPANY_REPLY_TO", "ventas@empresa.mx\nBcc: otro@empresa.mx"),
    ],
)
def test_what_nobody_could_read_or_reach_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as caught:
        Settings.from_env({name: value})
    assert caught.value.details["name"] == name
