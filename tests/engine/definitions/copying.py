"""A draft beside which something is kept that came after another save."""

from datetime import datetime

from sqlalchemy import Connection

from engine.definitions import copies, drafts

AUTHOR, PROCESS = "director_comercial", "gestion_comercial"


def with_a_copy(connection: Connection, *, at: datetime) -> tuple[drafts.Draft, copies.Copy]:
    """The draft as it was saved, and the copy: a diagram and a form that a page sent which had not seen that."""
    by = {"actor": AUTHOR, "at": at}
    draft = drafts.start_draft(connection, PROCESS, **by)
    saved = drafts.save_draft(connection, PROCESS, diagram=draft.diagram + b" ", **by)
    form = {"prospeccion": draft.forms["prospeccion"] + b" "}
    late = {"diagram": draft.diagram + b"  ", "forms": form, "revision": draft.revision, **by}
    copies.save_or_keep(connection, PROCESS, **late)
    (copy,) = copies.copies(connection, saved.id, AUTHOR)
    return saved, copy
