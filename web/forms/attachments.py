"""Files on their way into a form.

They are stored as soon as they arrive, whatever becomes of the form, so that nobody has to attach one twice; the page
carries their references, signed, so that what comes back is what this person was given.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from itsdangerous import BadSignature
from werkzeug.datastructures import FileStorage

from bpmn.file_names import usable_name
from bpmn.forms.feel import Environment, Scope
from bpmn.forms.kinds import Field
from bpmn.forms.validate import FieldError
from engine.documents import store as documents
from engine.documents.admission import FileEmpty, FileInfected, FileNotAsNamed, admit
from engine.documents.scanning import NotScanned
from engine.documents.store import MAX_SIZE, FileTooLarge, TooManyPending
from web.errors import text
from web.site import Site
from web.transactions import writing

REFUSED = (FileEmpty, FileNotAsNamed, FileInfected, NotScanned, FileTooLarge, TooManyPending)
"""Why a file is not taken, which is told at its field."""


@dataclass
class Attachments:
    """The files of one person's submission. `refused` says which could not be stored, by field.

    With `closed` nothing is stored: what is sent comes too late, and is only to be shown back.
    """

    site: Site
    owner: str
    closed: bool = False
    refused: list[FieldError] = field(default_factory=list)

    def carried(self, signed: str) -> object | None:
        """The reference in an input of ours; None when it is not ours, or another person's."""
        try:
            owner, reference = self.site.signer.loads(signed)
        except (BadSignature, ValueError, TypeError):
            return None
        return reference if owner == self.owner else None

    def sign(self, reference: object) -> str:
        """The text of the input that carries `reference`."""
        return str(self.site.signer.dumps([self.owner, reference]))

    def store(self, place: str, label: str, upload: FileStorage) -> Mapping[str, object] | None:
        """Store what was attached to the field at `place`; None when it cannot be, which `refused` then tells."""
        if self.closed:
            return None
        name = usable_name(upload.filename or "")
        try:
            content = upload.stream.read()
            if len(content) <= MAX_SIZE:  # before anything is locked: whoever looks through it takes a while
                admit(name, content, self.site.settings.clamd)
            with writing() as connection:
                at = self.site.clock()
                return documents.store(connection, name, content, actor=self.owner, at=at)
        except REFUSED as error:
            self.refused.append(FieldError(place, label, error.code, text(error)))
            return None

    def accepted(
        self, place: str, field: Field, upload: FileStorage, environment: Environment
    ) -> Mapping[str, object] | None:
        """As `store`, of a file that the field may hold; one of another kind is not stored."""
        name = usable_name(upload.filename or "")
        probe = [{"name": name, "sha256": "0" * 64, "size": 0}]
        for problem in field.problems(probe, field.label, Scope.of({}, environment)):
            self.refused.append(FieldError(place, field.label, problem.code, problem.message))
        return None if self.refused else self.store(place, field.label, upload)
