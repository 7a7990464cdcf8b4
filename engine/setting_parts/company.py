"""Who the company is, to its own people and to those outside: its name, its logo, and how it is reached."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.errors import BadSetting
from engine.setting_parts.texts import path_in

NAME, LOGO, TELEPHONE, REPLY_TO = (f"CAUCE_COMPANY_{part}" for part in ("NAME", "LOGO", "TELEPHONE", "REPLY_TO"))
LARGEST = 512 * 1024  # bytes of the logo
EXPECTED_LOGO = "/etc/cauce/logotipo.svg, /etc/cauce/logotipo.png (512 KB)"
PNG = b"\x89PNG\r\n\x1a\n"
_MAILBOX = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@[\w-]+(\.[\w-]+)+", re.ASCII)
_SVG = "{http://www.w3.org/2000/svg}svg"


@dataclass(frozen=True)
class Logo:
    """A picture: its bytes, and their media type, ``image/png`` or ``image/svg+xml``."""

    content: bytes = field(repr=False)
    media_type: str

    @property
    def digest(self) -> str:
        """The first digits of its SHA-256: another logo has another address."""
        return hashlib.sha256(self.content).hexdigest()[:12]


@dataclass(frozen=True)
class Company:
    """What is said of the company; each part is None where nobody said it.

    `reply_to` is the mailbox to which answers to what we send go.
    """

    name: str | None = None
    logo: Logo | None = None
    telephone: str | None = None
    reply_to: str | None = None


NOBODY = Company()
"""A company that said nothing of itself."""


def company(environ: Mapping[str, str]) -> Company:
    """Read who the company is. Raises BadSetting."""
    return Company(
        _text(environ, NAME, 80, "Comercializadora del Centro, S.A. de C.V."),
        _logo(environ),
        _text(environ, TELEPHONE, 40, "+52 55 5555 0100"),
        _mailbox(environ),
    )


def _text(environ: Mapping[str, str], name: str, longest: int, expected: str) -> str | None:
    text = environ.get(name)
    if text is not None and not (0 < len(text.strip()) <= longest and text.isprintable()):
        raise BadSetting(name=name, value=text, expected=f"{expected} (1 … {longest})")
    return None if text is None else text.strip()


def _mailbox(environ: Mapping[str, str]) -> str | None:
    text = environ.get(REPLY_TO)
    if text is not None and _MAILBOX.fullmatch(text) is None:
        raise BadSetting(name=REPLY_TO, value=text, expected="ventas@empresa.mx")
    return text


def _logo(environ: Mapping[str, str]) -> Logo | None:
    file = path_in(environ, LOGO, EXPECTED_LOGO)
    if file is None:
        return None
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
        return Logo(content, _media_type(content))
    except (OSError, ValueError) as error:
        raise BadSetting(name=LOGO, value=f"{file} ({error})", expected=EXPECTED_LOGO) from error


def _media_type(content: bytes) -> str:
    if len(content) > LARGEST:
        raise ValueError(f"> {LARGEST // 1024} KB")
    if content.startswith(PNG):
        return "image/png"
    from xml.etree import ElementTree  # few installations have a logo, and every command reads the settings

    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:  # no drawing needs one, and entities may grow without end
        raise ValueError("<!DOCTYPE>")
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from error
    if root.tag != _SVG:
        raise ValueError("PNG, SVG")
    return "image/svg+xml"
