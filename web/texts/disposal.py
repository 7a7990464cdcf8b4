"""That the values of an instance were disposed of, in words."""

from bpmn.messages import lazy_gettext

DISPOSED = lazy_gettext("Its data were disposed of on {at} by {who}, under: {rule}.")
TAKEN_AS_RECORDED = lazy_gettext("What depends on them was taken as it is recorded.")
"""The reserve with which a history whose values were disposed of is in order."""
