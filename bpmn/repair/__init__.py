"""Repairs: what would put the findings of a diagram right, offered one by one, and made.

A repair that asks nothing can be made by itself; one that has to know something asks one thing (`Question`). Foreign
extensions are kept, whatever is changed. Pure: bytes in, bytes out.
"""

from bpmn.repair.offers import Choice, Given, Offer, Question, Written
from bpmn.repair.repairing import Made, Repaired, repair

__all__ = ["Choice", "Given", "Made", "Offer", "Question", "Repaired", "Written", "repair"]
