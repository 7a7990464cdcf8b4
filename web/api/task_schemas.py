"""What is asked and answered of tasks."""

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf

from engine.history.statuses import WorkItemStatus
from web.api.schemas import LONGEST_TEXT, Paged, Taken, a_moment, a_number, a_text, some_texts, variables


class WantedTasks(Paged):
    """Which tasks."""

    view = fields.String(
        load_default="open",
        validate=OneOf(["open", "taken", "free", "done"]),
        metadata={"description": "What I may do, what I have taken, what nobody has taken, or what I did."},
    )
    text = fields.String(
        load_default="",
        validate=Length(0, 200),
        metadata={"description": "Each word is found in the instance or in the step."},
    )


class Task(Schema):
    """A step that waits, or waited, for a person."""

    id = a_text("The id of the task.")
    folio = a_text("The instance that it is a step of.")
    process = a_text("The procedure whose diagram has it.")
    element = a_text("Its id in the diagram.")
    name = a_text("What it is called.")
    lane = a_text("The lane that it is in.", null=True)
    area = a_text("Which of several at once it is.", null=True)
    round = a_number("How many times it was reached by now.")
    status = fields.String(
        required=True,
        validate=OneOf([str(each) for each in WorkItemStatus]),
        metadata={"description": "Whether it waits."},
    )
    roles = some_texts("The roles whose holders may do it.")
    assignee = a_text("Who has taken it.", null=True)
    enabled_at = a_moment("Since when it waits.")
    due_at = a_moment("When it is due.", null=True)
    closed_at = a_moment("When it was done, or was needed no more.", null=True)
    closed_by = a_text("Who did it.", null=True)


class TaskPage(Schema):
    """A page of tasks."""

    items = fields.List(fields.Nested(Task), required=True)
    next = a_text("What to ask for `after`; null on the last page.", null=True)


class Somebody(Schema):
    """A person."""

    id = a_text("Their id.")
    name = a_text("What they are called.")


class TaskForm(Task):
    """A step with what it asks."""

    candidates = fields.List(
        fields.Nested(lambda: Somebody()),
        required=True,
        metadata={"description": "The people who may do it, to whom it can be assigned; none once it is closed."},
    )

    form = fields.Dict(
        required=True,
        allow_none=True,
        metadata={"description": "The form, in the schema of form-js; null where it asks nothing."},
    )
    values = variables(
        "What the form begins with, for whoever may complete it: to be changed and sent back.", null=True
    )
    shown = variables("What the instance holds that the form shows or decides by.", null=True)


class Answer(Taken):
    """What is answered in a form."""

    values = fields.Dict(
        keys=fields.String(),
        load_default=dict,
        metadata={
            "description": "The values of the form by the keys of its fields. A file is an object with `upload`, as "
            "POST /files gave it, or a reference that the task has in its values."
        },
    )
    end = fields.String(
        load_default=None,
        allow_none=True,
        validate=Length(1, 200),
        metadata={
            "description": "The id of the end that the caller means to decide; an answer that would decide another "
            "one is refused. Without it any end is meant."
        },
    )


class Whom(Taken):
    """Somebody."""

    person = fields.String(required=True, validate=Length(1, 200), metadata={"description": "The id of a person."})
    reason = fields.String(
        load_default=None,
        allow_none=True,
        validate=Length(0, LONGEST_TEXT),
        metadata={"description": "Why; heads who take it from somebody say it. It stays in the history."},
    )


class Asked(Taken):
    """What to tell the colleague of whom a task is asked."""

    message = fields.String(
        load_default=None,
        allow_none=True,
        validate=Length(0, LONGEST_TEXT),
        metadata={"description": "What to tell them; it stays in the history."},
    )
