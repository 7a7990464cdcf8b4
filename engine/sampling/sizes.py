"""How many items a sample of attributes must have, and what one says of its population: the tables, computed. Pure.

The tables are those of the AICPA's Audit Guide *Audit Sampling*, appendix A: A-1 and A-2 give sizes for a risk of
overreliance of 5 % and 10 % (a confidence of 95 % and 90 %), A-3 and A-4 upper limits of the rate of deviations. They
rest on the binomial distribution (the guide, A.1, note): the size is the smallest n for which, were deviations as
frequent as is just tolerable, no more than the expected number of them would be found with at most that risk, the
expected number being the expected rate of n, rounded up. Here the same is computed, for any confidence;
`tests/engine/sampling` holds it against what is printed.

The binomial distribution takes the population for large. In a small one the size is more than is needed, never less.
"""

from dataclasses import dataclass
from functools import cache
from math import ceil, exp, lgamma, log

from engine.errors import Invalid

LARGEST = 5_000
"""Items of the largest sample that is proposed."""
CONFIDENCES = (90, 95, 99)
"""Per cent, as they are offered."""
_BARELY = 1e-9
"""What a rate may be off by being a fraction in binary."""


class BadPlan(Invalid):
    """A confidence between 50 and 99.9 %, a tolerable rate between 0.1 and 50 %, and an expected one below it.

    Details: `confidence`, `tolerable`, `expected`.
    """

    code = "bad_sampling_plan"


class TooLargeASample(Invalid):
    """The expected rate is so near to the tolerable one that no sample of `limit` could tell them apart."""

    code = "sample_too_large"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sample of attributes is to show, in per cent: with which confidence, that deviations are not more frequent
    than is tolerable, if they are as frequent as expected."""

    confidence: float
    tolerable: float
    expected: float = 0.0

    @classmethod
    def of(cls, confidence: str, tolerable: str, expected: str) -> "Plan":
        """The plan of three texts; nothing expected where the last is empty. Raises BadPlan."""
        try:
            numbers = [float(text.strip().replace(",", ".")) for text in (confidence, tolerable, expected or "0")]
        except ValueError as error:
            raise BadPlan(confidence=confidence, tolerable=tolerable, expected=expected) from error
        return cls(*numbers).check()

    def check(self) -> "Plan":
        """The same. Raises BadPlan."""
        if not (50 <= self.confidence <= 99.9 and 0.1 <= self.tolerable <= 50 and 0 <= self.expected < self.tolerable):
            raise BadPlan(confidence=self.confidence, tolerable=self.tolerable, expected=self.expected)
        return self


@dataclass(frozen=True, slots=True)
class Size:
    """How many items a sample must have, and how many deviations among them the plan bears."""

    items: int
    deviations: int


@cache
def size_of(plan: Plan) -> Size:
    """The size that a plan asks for. Raises BadPlan, TooLargeASample."""
    plan.check()
    risk, tolerable, expected = 1 - plan.confidence / 100, plan.tolerable / 100, plan.expected / 100
    deviations = 1 if expected else 0
    while True:
        items = _smallest(deviations, tolerable, risk)
        if items is None:
            raise TooLargeASample(limit=LARGEST)
        if ceil(items * expected - _BARELY) <= deviations:
            return Size(items, deviations)
        deviations += 1


def upper_limit(items: int, deviations: int, confidence: float) -> float:
    """The rate of deviations in per cent that is not exceeded, with a confidence in per cent, where so many deviations
    were found among so many items (the exact, one-sided limit of Clopper and Pearson)."""
    if deviations >= items:
        return 100.0
    risk, low, high = 1 - confidence / 100, 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(deviations, items, middle) > risk:
            low = middle
        else:
            high = middle
    return 100 * high


def _smallest(deviations: int, rate: float, risk: float) -> int | None:
    """The smallest number of items among which so few deviations are as improbable as the risk; None beyond LARGEST."""
    if _at_most(deviations, LARGEST, rate) > risk + _BARELY:
        return None
    low, high = deviations + 1, LARGEST
    while low < high:
        middle = (low + high) // 2
        if _at_most(deviations, middle, rate) <= risk + _BARELY:
            high = middle
        else:
            low = middle + 1
    return low


def _at_most(deviations: int, items: int, rate: float) -> float:
    """The probability of at most so many deviations among so many items."""
    if not 0 < rate < 1:
        return 1.0 if rate <= 0 or deviations >= items else 0.0
    every, chance, other = lgamma(items + 1), log(rate), log(1 - rate)
    return sum(
        exp(every - lgamma(k + 1) - lgamma(items - k + 1) + k * chance + (items - k) * other)
        for k in range(min(deviations, items) + 1)
    )
