"""The scanner that looks through files before they are taken: clamd, by its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from engine.errors import BadSetting
from engine.setting_parts.texts import address

CLAMD = "CAUCE_CLAMD"
EXPECTED = "tcp://127.0.0.1:3310, unix:///run/clamav/clamd.ctl"
PORT = 3310


@dataclass(frozen=True)
class Clamd:
    """Where clamd listens: the `path` of its socket, or `host` and `port`."""

    host: str = ""
    port: int = PORT
    path: str = ""

    def __str__(self) -> str:
        return self.path or f"{self.host}:{self.port}"


def clamd(environ: Mapping[str, str]) -> Clamd | None:
    """The scanner that is set. Raises BadSetting."""
    text = environ.get(CLAMD)
    if text is None:
        return None
    if text.startswith("unix:"):
        url = urlsplit(text)
        if url.netloc or not url.path.startswith("/") or not url.path.isprintable() or url.query or url.fragment:
            raise BadSetting(name=CLAMD, value=text, expected=EXPECTED)
        return Clamd(path=url.path)
    url = address(CLAMD, text, EXPECTED, schemes=("tcp",))
    if url.path.strip("/") or url.query:
        raise BadSetting(name=CLAMD, value=text, expected=EXPECTED)
    return Clamd(url.hostname or "", url.port or PORT)
