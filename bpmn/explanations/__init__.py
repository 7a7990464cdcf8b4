"""What each finding says of itself to somebody who has never seen BPMN: those of the rules, and the others."""

from collections.abc import Mapping
from functools import cache

from bpmn.examples import Explanation, FileExplanation
from bpmn.explanations import files, forms, people, scenarios
from bpmn.lint import explained


@cache
def explanations() -> Mapping[str, Explanation | FileExplanation]:
    """Every explanation, by the code of the findings."""
    others = files, forms, people, scenarios
    return {**explained(), **{code: each for other in others for code, each in other.EXPLANATIONS.items()}}
