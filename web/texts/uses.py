"""What a variable stands somewhere for, in words."""

from collections.abc import Mapping

from bpmn.messages import Message, lazy_gettext
from bpmn.renaming.texts import Kind

USES: Mapping[Kind, Message] = {
    Kind.CONDITION: lazy_gettext("decides which way is taken"),
    Kind.SCRIPT: lazy_gettext("stands in a computation"),
    Kind.REPETITION: lazy_gettext("says how often, or for whom, it is done"),
    Kind.TIMER: lazy_gettext("says when it goes off"),
    Kind.TERM: lazy_gettext("is the date that the term is counted from"),
    Kind.PERFORMER: lazy_gettext("says whose the step is"),
    Kind.RECIPIENT: lazy_gettext("says whom the notice goes to"),
    Kind.NOTICE: lazy_gettext("stands in the text of a notice"),
    Kind.CHECK: lazy_gettext("is looked at by a check of a policy"),
    Kind.INVITATION: lazy_gettext("stands in the invitation of somebody outside"),
    Kind.DECLARED: lazy_gettext("is named among the data of the file"),
    Kind.FIELD: lazy_gettext("is asked or shown"),
    Kind.RULE: lazy_gettext("stands in an expression of the form"),
    Kind.CHOICES: lazy_gettext("holds the choices"),
    Kind.TEMPLATE: lazy_gettext("is written on paper"),
}
