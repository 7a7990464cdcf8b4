"""What becomes of checkpoints outside: how they leave, and who co-signs and time-stamps them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import BadSetting
from engine.setting_parts.texts import address, path_in

if TYPE_CHECKING:  # certificates cost every command 20 ms
    from cryptography.x509 import Certificate

    from engine.history.notes import VerifierKey


@dataclass(frozen=True)
class Leaving:
    """How each checkpoint leaves the house: as a file in `directory`, by `mail` to the auditors, to the `webhook`, to
    an authority to be `stamped`."""

    directory: Path | None = None
    mail: bool = False
    webhook: bool = False
    stamped: bool = False


@dataclass(frozen=True)
class WitnessAddress:
    """Where checkpoints are sent to be co-signed, and the key that does it."""

    url: str
    key: "VerifierKey"


@dataclass(frozen=True)
class TimestampAuthority:
    """Where checkpoints are sent to be time-stamped (RFC 3161), and the certificates that vouch for whoever does it."""

    url: str
    roots: tuple["Certificate", ...]


def leaving(environ: Mapping[str, str]) -> Leaving:
    """The ways that were chosen. One that leads nowhere stops the start: nobody would notice what does not leave."""
    text = environ.get("CAUCE_CHECKPOINTS_TO", "")
    ways = set(text.replace(",", " ").split())
    needed = {"mail": "CAUCE_SMTP_URL", "webhook": "CAUCE_WEBHOOK_URL"}
    if ways - needed.keys() or any(needed[way] not in environ for way in ways):
        expected = ", ".join(f"{way} (+ {name})" for way, name in needed.items())
        raise BadSetting(name="CAUCE_CHECKPOINTS_TO", value=text, expected=expected)
    directory = path_in(environ, "CAUCE_CHECKPOINTS_DIRECTORY", "/mnt/auditor/sellos")
    return Leaving(directory, "mail" in ways, "webhook" in ways, "CAUCE_TIMESTAMP_URL" in environ)


def witnesses(environ: Mapping[str, str]) -> tuple["VerifierKey", ...]:
    """The keys of witnesses whose co-signatures count. Raises BadSetting."""
    text = environ.get("CAUCE_WITNESS_KEY")
    if text is None:
        return ()
    from engine.history.notes import COSIGNATURE, VerifierKey

    try:
        known = tuple(map(VerifierKey.of, text.split()))
        if not known or any(key.type != COSIGNATURE for key in known):
            raise ValueError("not the key of a witness")
    except ValueError as error:
        raise BadSetting(name="CAUCE_WITNESS_KEY", value=text, expected="nombre+id+llave") from error
    return known


def witness(environ: Mapping[str, str], witnesses: tuple["VerifierKey", ...]) -> WitnessAddress | None:
    """The witness that is asked: the first of those whose keys are known. The others co-sign where nobody asks them."""
    url = environ.get("CAUCE_WITNESS_URL")
    if url is None:
        return None
    address("CAUCE_WITNESS_URL", url, "https://testigo.auditor.mx", schemes=("http", "https"))
    if not witnesses:
        raise BadSetting(name="CAUCE_WITNESS_KEY", value="", expected="nombre+id+llave")
    return WitnessAddress(url.rstrip("/"), witnesses[0])


def roots(environ: Mapping[str, str]) -> tuple["Certificate", ...]:
    """The certificates by which time-stamps count, from the file that is named. Raises BadSetting."""
    name = "CAUCE_TIMESTAMP_CERTIFICATES"
    path = path_in(environ, name, "/etc/cauce/tsa.pem")
    if path is None:
        return ()
    from engine.history.timestamps import read_roots

    try:
        return read_roots(path.read_bytes())
    except (OSError, ValueError) as error:
        raise BadSetting(name=name, value=str(path), expected="/etc/cauce/tsa.pem (PEM)") from error


def authority(environ: Mapping[str, str], roots: tuple["Certificate", ...]) -> TimestampAuthority | None:
    """Without certificates nobody could tell its time-stamps from anybody's."""
    url = environ.get("CAUCE_TIMESTAMP_URL")
    if url is None:
        return None
    address("CAUCE_TIMESTAMP_URL", url, "https://tsa.autoridad.mx", schemes=("http", "https"))
    if not roots:
        raise BadSetting(name="CAUCE_TIMESTAMP_CERTIFICATES", value="", expected="/etc/cauce/tsa.pem (PEM)")
    return TimestampAuthority(url, roots)
