"""``documentPreview``: documents of the instance, to be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from bpmn.findings import Severity
from bpmn.forms.feel import Feel, Scope
from bpmn.forms.kinds.base import MAX_ITEMS, Children, Common, Component
from bpmn.forms.kinds.filepicker import is_reference
from bpmn.forms.schema.properties import Properties
from bpmn.messages import lazy_gettext


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPreview(Component):
    """The documents that `data_source` yields: references to stored files, as a field of files holds them.

    form-js takes an address with each document and fetches it; here a document comes from the store of documents and
    from nowhere else. `max_height` is in pixels.
    """

    data_source: Feel
    max_height: int | None = None

    @classmethod
    def read(cls, properties: Properties, common: Common, children: Children) -> Self | None:
        source = properties.expression("dataSource")
        if source is None:
            if not properties.text("dataSource"):
                properties.note(
                    "form_documents",
                    lazy_gettext("The preview has no “dataSource”; name the variable of its files, such as =archivos."),
                )
            return None
        if properties.text("endpointKey"):
            properties.note(
                "form_documents",
                lazy_gettext("“endpointKey” is not used: documents are shown from the instance, and never fetched."),
                Severity.WARNING,
            )
        return cls(**common, data_source=source, max_height=properties.integer("maxHeight", 10_000))

    def files(self, scope: Scope) -> list[dict[str, object]]:
        """The references of the documents to show; those in lists within lists too."""
        return list(_references(scope.evaluate(self.data_source)))[:MAX_ITEMS]


def _references(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, list):
        for item in value:
            yield from _references(item)
    elif isinstance(value, dict) and is_reference(value):
        yield value
