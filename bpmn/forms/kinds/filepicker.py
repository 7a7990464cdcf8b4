"""``filepicker``: files. A value is a list of references to stored files, ``{name, sha256, size}``."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bpmn.file_names import UNUSABLE
from bpmn.forms.feel import Feel, Scope
from bpmn.forms.kinds.base import MAX_ITEMS, Common, Field, Option, Problem, Refused, Sampling
from bpmn.forms.kinds.number import MAX_NUMBER
from bpmn.forms.kinds.suffixes import accepted_suffixes, is_accepted
from bpmn.forms.schema.properties import Properties
from bpmn.messages import lazy_gettext
from bpmn.value_kinds import LIST, ValueKind

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filepicker(Field):
    """Files. `accept` holds suffixes with their dot, in lower case; empty: any.

    Its inputs carry files, not texts: whoever reads a page makes the references.
    """

    holds_files = True

    multiple: bool | Feel = False
    accept: tuple[str, ...] = ()

    @property
    def empty(self) -> object:
        return []

    @property
    def value_kind(self) -> ValueKind:
        return LIST

    @classmethod
    def own(cls, properties: Properties) -> Common:
        accept, unknown = accepted_suffixes(properties.text("accept"))
        if unknown:
            properties.note(
                "form_accept",
                lazy_gettext("“accept” has {unknown}; use suffixes such as .pdf, .docx", unknown=", ".join(unknown)),
            )
        return {"multiple": properties.flag_or_expression("multiple"), "accept": accept}

    def convert(self, raw: object, options: Sequence[Option], label: str) -> object:
        if raw is None or raw == "":
            return []
        if not isinstance(raw, list) or not all(is_reference(item) for item in raw):
            raise Refused(
                "type", lazy_gettext("{label}: attach the file again; what arrived is not a stored file.", label=label)
            )
        if len(raw) > MAX_ITEMS:
            message = lazy_gettext("{label}: there are more than {limit}.", label=label, limit=MAX_ITEMS)
            raise Refused("too_many", message)
        return [{"name": item["name"], "sha256": item["sha256"], "size": item["size"]} for item in raw]

    def problems(self, value: object, label: str, scope: Scope) -> Iterator[Problem]:
        files = value if isinstance(value, list) else []
        multiple = scope.evaluate(self.multiple) if isinstance(self.multiple, Feel) else self.multiple
        if multiple is not True and len(files) > 1:
            yield Problem("too_many", lazy_gettext("{label}: attach one file only.", label=label))
        for file in files:
            if not is_accepted(str(file["name"]), self.accept):
                yield Problem(
                    "accept",
                    lazy_gettext(
                        "{label}: “{name}” is not a file of the kinds accepted: {accept}.",
                        label=label,
                        name=file["name"],
                        accept=", ".join(self.accept),
                    ),
                )

    def samples(self, sampling: Sampling) -> Iterator[object]:
        """One stored file, under a name that the field accepts."""
        reference = sampling.file(self.key)
        name = str(reference.get("name", ""))
        if not is_accepted(name, self.accept):
            reference = {**reference, "name": (name.rpartition(".")[0] or name) + self.accept[0]}
        yield [reference]

    def from_texts(self, texts: Sequence[str], now: datetime) -> object:
        raise NotImplementedError("the inputs of a file carry no texts")

    def to_texts(self, value: object, now: datetime) -> list[str]:
        return []


def is_reference(item: object) -> bool:
    """Whether `item` is the reference of a stored file."""
    if not isinstance(item, dict) or set(item) != {"name", "sha256", "size"}:
        return False
    name, digest, size = item["name"], item["sha256"], item["size"]
    return (
        isinstance(name, str)
        and 0 < len(name) <= 255
        and not UNUSABLE.search(name)
        and isinstance(digest, str)
        and _SHA256.fullmatch(digest) is not None
        and isinstance(size, int)
        and not isinstance(size, bool)
        and 0 <= size <= MAX_NUMBER
    )
