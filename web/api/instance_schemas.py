"""What is asked and answered of instances and their histories."""

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf

from engine.history.statuses import InstanceStatus
from web.api.schemas import Paged, Reason, Taken, a_moment, a_number, a_text, some_texts, variables
from web.api.task_schemas import Task


class Begin(Taken):
    """What to start."""

    process = fields.String(
        required=True, validate=Length(1, 200), metadata={"description": "The id of the procedure."}
    )
    values = fields.Dict(
        keys=fields.String(),
        load_default=None,
        allow_none=True,
        metadata={
            "description": "What is said before it begins, by the keys of the fields of its first step that are asked "
            "then; null or absent: nothing was asked."
        },
    )


class WantedInstances(Paged):
    """Which instances."""

    text = fields.String(
        load_default="",
        validate=Length(0, 200),
        metadata={
            "description": "Each word begins a word of the folio, the client, the title, a step that waits, a short "
            "answer, the name of a file or a comment; of personal data it is a whole word."
        },
    )
    status = fields.String(
        load_default="",
        validate=OneOf([str(each) for each in InstanceStatus]),
        metadata={"description": "How they stand."},
    )
    outcome = fields.String(
        load_default="",
        validate=Length(0, 200),
        metadata={"description": "What came of them: the id of an end of their procedure, cancelled, or mistake."},
    )
    stage = fields.String(
        load_default="",
        validate=Length(0, 200),
        metadata={"description": "The id of a step that waits there."},
    )
    order = fields.String(
        load_default="started", validate=OneOf(["started", "client"]), metadata={"description": "In which order."}
    )
    ascending = fields.Boolean(load_default=False, metadata={"description": "The first ones first."})


class WantedDiagram(Taken):
    """Which diagram."""

    process = fields.String(
        load_default="",
        validate=Length(0, 200),
        metadata={"description": "The id of a procedure that it calls; its own by default."},
    )


class Standing(Schema):
    """What is said of every instance, wherever one is named."""

    folio = a_text("Its number.")
    process = a_text("The id of its procedure.")
    status = fields.String(
        required=True,
        validate=OneOf([str(each) for each in InstanceStatus]),
        metadata={"description": "How it stands."},
    )
    end = a_text("The id of the end that it reached.", null=True)


class Cancelled(Reason):
    """Why an instance is cancelled."""

    mistake = fields.Boolean(
        load_default=False, metadata={"description": "Whether it was begun by mistake; absent: false."}
    )


class InstanceState(Standing):
    """Where an instance stands."""

    tasks = fields.List(fields.Nested(Task), required=True, metadata={"description": "What waits."})


class Instance(InstanceState):
    """An instance."""

    versions = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": "The numbers of the versions that it runs on, by procedure."},
    )
    started_by = a_text("Who started it.")
    started_at = a_moment("When.")
    ended_at = a_moment("When it ended.", null=True)
    data = variables("What it holds, as far as the caller may read it.")
    withheld = some_texts("The names of what it holds and the caller may not read.")
    disposal = fields.Dict(
        required=True,
        allow_none=True,
        metadata={"description": "How its values were disposed of; null: they are there."},
    )


class Place(Schema):
    """Where something that was searched for stands in an instance."""

    place = a_text("What that is called, such as the question of a form.")
    text = a_text("What stands there, as far as the caller may read it.")
    seq = a_number("The number of the event in the history.")


class Line(Standing):
    """An instance in a list."""

    client = a_text("Whom it is about.", null=True)
    title = a_text("What it is about.", null=True)
    started_by = a_text("Who started it.")
    started_at = a_moment("When.")
    ended_at = a_moment("When it ended.", null=True)
    outcome = a_text(
        "What came of it: the id of the end that it reached, cancelled, or mistake where it had been begun by mistake; "
        "null while it is under way.",
        null=True,
    )
    waits = some_texts("What the steps are called that wait.")
    found = fields.List(
        fields.Nested(Place),
        required=True,
        metadata={"description": "Where words of `text` stand that are quoted; none of those in the fields above."},
    )


class LinePage(Schema):
    """A page of instances."""

    items = fields.List(fields.Nested(Line), required=True)
    next = a_text("What to ask for `after`; null on the last page.", null=True)


class Event(Schema):
    """An event of a history, as it was hashed, and what it says."""

    folio = a_text("The instance.")
    seq = a_number("Its number in the history, from 1.")
    type = a_text("What kind of thing happened.")
    scope = a_text("The call or the repetition that it happened in.")
    element = a_text("The element of the diagram.", null=True)
    round = fields.Integer(
        required=True,
        allow_none=True,
        data_key="pass",
        attribute="pass",
        metadata={"description": "How many times that was reached by then."},
    )
    index = a_number("Which of several at once.", null=True)
    actor = a_text("Who did it.", null=True)
    role = a_text("In which role.", null=True)
    in_place_of = a_text("In whose place, as their substitute; absent where they did it as themselves.", required=False)
    channel = a_text("By which way.")
    at = a_moment("When.")
    clock = a_moment("What the clock said, where it had gone back.", null=True)
    data = fields.Dict(required=True, metadata={"description": "What it says, as far as the caller may read it."})
    withheld = some_texts("The names of what it says and the caller may not read.")
    commitment = a_text("What binds it to its values.")
    prev_hash = a_text("The hash of the event before.")
    hash = a_text("Its own.")
    sentence = a_text("What happened, in the caller's language.")


class EventPage(Schema):
    """A page of a history."""

    items = fields.List(fields.Nested(Event), required=True)
    next = a_text("What to ask for `after`; null on the last page.", null=True)
