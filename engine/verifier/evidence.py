"""The file that is checked: a zip, read whole and within bounds."""

import json
import zipfile
from typing import Any

from .language import say

Event = dict[str, Any]

FORMAT = "cauce-evidence-3"
MAX_BYTES = 512 * 1024 * 1024


class NotEvidence(Exception):
    """The file is no evidence."""


class Evidence:
    """The zip, read whole and within bounds."""

    def __init__(self, path: str) -> None:
        try:
            with zipfile.ZipFile(path) as archive:
                if sum(info.file_size for info in archive.infolist()) > MAX_BYTES:
                    raise NotEvidence(say("es demasiado grande"))
                self.files = {info.filename: archive.read(info) for info in archive.infolist()}
            history = json.loads(self.files["history.json"])
            self.state: dict[str, Any] = json.loads(self.files["state.json"])
            self.log: dict[str, Any] = json.loads(self.files["log.json"])
            self.keys: list[bytes] = []
            self.events: list[Event] = history["events"]
            self.folio, self.key = str(history["folio"]), str(history.get("key"))
            shapes = isinstance(self.state, dict), isinstance(self.log, dict), isinstance(self.events, list)
            if history["format"] != FORMAT or not all((*shapes, *(isinstance(each, dict) for each in self.events))):
                raise NotEvidence(say("es de otra versión"))
        except NotEvidence:
            raise
        except (
            OSError,
            zipfile.BadZipFile,
            ValueError,
            KeyError,
            TypeError,
            RecursionError,
            NotImplementedError,
        ) as error:
            raise NotEvidence(say("no se puede leer ({why})", why=f"{type(error).__name__}: {error}")) from error


def told(event: Event) -> str:
    """An event in a few words."""
    return f"{event.get('type')} {event.get('element') or ''}".rstrip()
