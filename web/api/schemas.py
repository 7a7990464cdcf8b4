"""What the API takes and answers. What a program asks for that no schema knows is refused, not passed over."""

from marshmallow import RAISE, Schema, fields
from marshmallow.validate import Length, Range

MOST, USUAL = 200, 50
"""Entries of a page: at most, and where nobody says."""
LONGEST_TEXT = 10_000


class Taken(Schema):
    """What is taken, whole and nothing besides."""

    class Meta:
        unknown = RAISE


def a_text(says: str, *, required: bool = True, null: bool = False) -> fields.String:
    """A text that is answered."""
    return fields.String(required=required, allow_none=null, metadata={"description": says})


def a_moment(says: str, *, null: bool = False) -> fields.String:
    """A moment in UTC that is answered, as histories have it."""
    return fields.String(required=True, allow_none=null, metadata={"format": "date-time", "description": says})


def a_number(says: str, *, null: bool = False) -> fields.Integer:
    """A whole number that is answered."""
    return fields.Integer(required=True, allow_none=null, metadata={"description": says})


def some_texts(says: str) -> fields.List[str]:
    """Texts that are answered."""
    return fields.List(fields.String(), required=True, metadata={"description": says})


def variables(says: str, *, null: bool = False) -> fields.Dict:
    """Values of variables, by name."""
    return fields.Dict(keys=fields.String(), required=True, allow_none=null, metadata={"description": says})


class Problem(Schema):
    """Why something was refused (RFC 9457)."""

    type = a_text("Where this kind of refusal is explained.")
    title = a_text("What the status is called.")
    status = a_number("The status of HTTP.")
    code = a_text("The kind of refusal, which never changes: what programs decide by.")
    detail = a_text("What it is, in the caller's language.")
    request_id = a_text("What the log of the site knows this request by.")
    errors = fields.List(
        fields.Nested(
            lambda: WrongField(),
        ),
        metadata={"description": "Everything that is wrong with what was sent."},
    )
    findings = fields.List(fields.Dict(), metadata={"description": "What is wrong with a diagram."})
    kind = fields.String(metadata={"description": "What is not found: instance, task, person and so on."})
    end = fields.String(metadata={"description": "The end that the answer would decide, to be confirmed."})


class WrongField(Schema):
    """One thing that is wrong with what was sent."""

    field = a_text("Where: values.importe.")
    code = a_text("What kind of thing, which never changes.")
    message = a_text("What, in the caller's language.")


class Paged(Taken):
    """Which page."""

    limit = fields.Integer(
        load_default=USUAL,
        validate=Range(1, MOST),
        metadata={"description": "How many at most."},
    )
    after = fields.String(
        load_default=None,
        validate=Length(1, 200),
        metadata={"description": "What `next` said on the page before."},
    )


class Reason(Taken):
    """Why."""

    reason = fields.String(
        required=True,
        validate=Length(1, LONGEST_TEXT),
        metadata={"description": "Why; it stays in the history."},
    )
