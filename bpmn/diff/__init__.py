"""What two editions of a process say differently: its diagram, its forms, its document, and how it is drawn.

Pure structure; sentences are made of it elsewhere. An element is the same on both sides when it has the same id and is
of one family (activity, event, gateway), or, where its id was changed, when its kind with its name or with its place
leaves no doubt. What is compared is the model, field by field, so that a field added to it is compared too.
"""

from bpmn.diff.compare import compare
from bpmn.diff.differences import Comparison, Difference, Kind
from bpmn.diff.editions import Edition, edition

__all__ = ["Comparison", "Difference", "Edition", "Kind", "compare", "edition"]
