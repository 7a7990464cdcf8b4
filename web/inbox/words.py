"""What form-js says beside a field, in the words in which the server would refuse it."""

from bpmn.forms.rules import PHONE
from bpmn.messages import Message, msg
from web.i18n import Translator

# The server says them of a field by its label; beside the field its label stands already.
_RULES = {
    "required": msg("{label}: it is missing; it is required.", label=""),
    "choice": msg("{label}: there is nothing to choose from yet.", label=""),
    "number": msg("{label}: it must be a number.", label=""),
    "tooLarge": msg("{label}: the number is too large.", label=""),
    "date": msg("{label}: it is not a date or time that exists; write it as {example}.", label="", example="{example}"),
    "passed": msg("{label}: the date has passed; choose today or later.", label=""),
    "pattern": msg("{label}: it is not written as {pattern} asks.", label="", pattern="{pattern}"),
    "minLength": msg("{label}: write at least {limit} characters.", label="", limit="{limit}"),
    "maxLength": msg("{label}: it has more than {limit} characters.", label="", limit="{limit}"),
    "phone": msg(
        "{label}: write the telephone number with its country code, such as {example}.", label="", example=PHONE
    ),
    "email": msg("{label}: it is not an e-mail address.", label=""),
    "whole": msg("{label}: it must be a whole number.", label=""),
    "digits": msg("{label}: it may have {limit} decimal digits.", label="", limit="{limit}"),
    "increment": msg("{label}: it must be a multiple of {increment}.", label="", increment="{limit}"),
    "min": msg("{label}: it must be at least {limit}.", label="", limit="{limit}"),
    "max": msg("{label}: it must be at most {limit}.", label="", limit="{limit}"),
    "oneFile": msg("{label}: attach one file only.", label=""),
    "accept": msg(
        "{label}: “{name}” is not a file of the kinds accepted: {accept}.", label="", name="{name}", accept="{accept}"
    ),
}
_PAGE = {
    "error": msg("Error"),
    "optional": msg("(optional)"),
    "choose": msg("Choose…"),
    "nothingToChoose": msg("There is nothing to choose from."),
    "nothing": msg("Nothing"),
    "row": msg("Row {number}", number="{number}"),
    "addRow": msg("Add a row to: {list}", list="{list}"),
    "takeRow": msg("Take out row {number}", number="{number}"),
    "rowGone": msg("Row {number} was taken out.", number="{number}"),
    "emptyRows": msg("An empty row is left out."),
    "attach": msg("Attach a file"),
    "attachMore": msg("Attach files"),
    "untick": msg("untick to take it out"),
    "fileTooLarge": msg(
        "The file {name} is larger than {limit}; attach a smaller one.", name="{name}", limit="{limit}"
    ),
    "mend": msg("There is something to mend"),
    "notSent": msg("Nothing was sent yet; what you wrote is still here."),
    "anyway": msg("If you think that it is right as it is, press the button again and it is sent."),
    "yes": msg("Yes"),
    "no": msg("No"),
}


def words(say: Translator) -> dict[str, str]:
    """Every text by its name, its places still to be filled."""
    return {name: _text(say, message) for name, message in (_RULES | _PAGE).items()}


def _text(say: Translator, message: Message) -> str:
    return say.render(message).removeprefix(": ")
