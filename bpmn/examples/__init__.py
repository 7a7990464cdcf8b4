"""Small diagrams in a few words: what a rule's page draws, and what the rules' tests are made of."""

from bpmn.examples.explanation import Explanation, FileExplanation, Topic
from bpmn.examples.sketch import Sketch

__all__ = ["Explanation", "FileExplanation", "Sketch", "Topic"]
