"""The rooms in which a draft is written: what it consists of, one after the other, on every page of the draft."""

from bpmn.messages import Message, lazy_gettext

# Endpoint and label, in the order in which a procedure is written.
WAYS: tuple[tuple[str, Message], ...] = (
    ("drafts.show", lazy_gettext("Draft")),
    ("drafts.draw", lazy_gettext("Diagram")),
    ("form_room.index", lazy_gettext("Forms")),
    ("variables.index", lazy_gettext("Data")),
    ("document_room.show", lazy_gettext("Document")),
    ("trials.show", lazy_gettext("Try it")),
)
