"""The file that is checked: a zip with one instance or with thousands, read part by part and within bounds."""

import hashlib
import json
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from .causes import Told, why
from .language import say
from .office import NOTHING, PART, Office

Event = dict[str, Any]

FORMAT = "cauce-evidence-6"
MANIFEST, LOG, INSTANCES, REGISTERS = "evidence.json", "log.json", "instances/", "registers/"
OF_THE_ARCHIVE = frozenset({MANIFEST, LOG, PART, "LEEME.txt", "verificar.pyz"})
MAX_BYTES = 512 * 1024 * 1024
"""The largest part that is unpacked."""
SHARE = 1024 * 1024
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, OSError, EOFError, MemoryError)
"""What unpacking a part raises that is not what it says."""
UNREADABLE = (*BROKEN, ValueError, KeyError, TypeError)


class NotEvidence(Exception):
    """The file is no evidence."""


class Files(Mapping[str, bytes]):
    """The parts of the zip by name, each read when it is asked for. What was never asked for is in `unasked`."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive, self.asked = archive, set[str]()
        self.names, self.twice = dict[str, zipfile.ZipInfo](), list[str]()
        self.folders: dict[str, list[str]] = {}
        self.digests: dict[str, str] = {}
        for info in archive.infolist():
            if info.file_size > MAX_BYTES:
                raise NotEvidence(say("es demasiado grande"))
            if info.filename in self.names:
                self.twice.append(info.filename)
            self.names[info.filename] = info
            self.folders.setdefault(info.filename.rpartition("/")[0], []).append(info.filename)

    def __getitem__(self, name: str) -> bytes:
        self.asked.add(name)
        return self.archive.read(self.names[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def within(self, folder: str) -> list[str]:
        """The names of the parts that lie in a folder."""
        return self.folders.get(folder, [])

    def digest(self, name: str) -> str | None:
        """The SHA-256 of a part, which need not fit into memory; None where there is none that can be unpacked."""
        self.asked.add(name)
        if name in self.names and name not in self.digests:
            digest = hashlib.sha256()
            try:
                with self.archive.open(self.names[name]) as part:
                    while share := part.read(SHARE):
                        digest.update(share)
            except BROKEN:
                return None
            self.digests[name] = digest.hexdigest()
        return self.digests.get(name)

    def json(self, name: str) -> Any:
        """A part that is JSON. Raises one of `UNREADABLE`."""
        return json.loads(self[name])

    def unasked(self) -> list[str]:
        """The parts that nothing asked for, and those that stand there twice."""
        return [
            *(name for name, info in self.names.items() if name not in self.asked and not _is_folder(info)),
            *self.twice,
        ]


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.is_dir() and not info.file_size


class Instance:
    """What the file holds of one instance: its history, what was stored of it, and what was sealed of it. An `excerpt`
    was made for somebody who may not read every value: it has none, and no key. Raises one of `UNREADABLE`."""

    def __init__(self, files: Files, folio: str, office: Office) -> None:
        folder = f"{INSTANCES}{folio}/"
        files.asked |= {f"{folder}{name}.json" for name in ("history", "state", "heads")}
        history, self.state = files.json(f"{folder}history.json"), files.json(f"{folder}state.json")
        self.files, self.folio, self.office = files, folio, office
        self.heads: list[Any] = files.json(f"{folder}heads.json")
        self.events: list[Event] = history["events"]
        self.excerpt = history["key"] is None
        self.key = "" if self.excerpt else str(history["key"])
        shapes = isinstance(self.state, dict), isinstance(self.heads, list), isinstance(self.events, list)
        if not all((*shapes, *(isinstance(each, dict) for each in self.events))) or history["folio"] != folio:
            raise Told(say("otro contenido"))


class Evidence:
    """The file: what was asked for, what it holds of the log, and which instances are in it; what the company says
    beside them, and why that cannot be read. Raises NotEvidence."""

    def __init__(self, path: Any) -> None:
        try:
            self.files = Files(zipfile.ZipFile(path))
            self.files.asked |= OF_THE_ARCHIVE
            manifest, self.log = self.files.json(MANIFEST), self.files.json(LOG)
            if manifest["format"] != FORMAT or not isinstance(self.log, dict):
                raise NotEvidence(say("es de otra versión"))
            self.wanted: list[str] | None = manifest.get("folios")
            self.period: dict[str, Any] | None = manifest.get("period")
            self.sample: dict[str, Any] | None = manifest.get("sample")
            self.registers = [str(each) for each in manifest["registers"]]
            self.files.asked |= {f"{REGISTERS}{name}.json" for name in self.registers}
            shapes = ((self.wanted, list), (self.period, dict), (self.sample, dict))
            if (self.wanted is None) == (self.period is None) or not all(
                each is None or isinstance(each, shape) for each, shape in shapes
            ):
                raise NotEvidence(say("es de otra versión"))
            if self.wanted == []:
                raise NotEvidence(say("no es de ningún folio"))
        except NotEvidence:
            raise
        except UNREADABLE as error:
            raise NotEvidence(say("no se puede leer ({why})", why=why(error))) from error
        self.office, self.unlike = Office(NOTHING), ""
        try:
            self.office = Office(self.files.json(PART))
        except (*UNREADABLE, AttributeError) as error:
            self.unlike = why(error)
        inside = (name.removeprefix(INSTANCES) for name in self.files if name.startswith(INSTANCES))
        self.folios = list(dict.fromkeys(name.partition("/")[0] for name in inside if name.count("/") == 1))


def told(event: Event) -> str:
    """An event in a few words."""
    return f"{event.get('type')} {event.get('element') or ''}".rstrip()
