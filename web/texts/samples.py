"""What samples say, in the words of who reads them, on pages and in a terminal."""

from bpmn.messages import Message, lazy_gettext
from engine.replay.population import By
from engine.sampling.drawing import Method
from engine.sampling.record import Verdict

METHODS: dict[Method, Message] = {
    Method.RANDOM: lazy_gettext("At random"),
    Method.STRATIFIED: lazy_gettext("At random in each stratum"),
    Method.MONETARY: lazy_gettext("By monetary unit"),
}
BY: dict[By, Message] = {
    By.OUTCOME: lazy_gettext("How it ended"),
    By.LANE: lazy_gettext("Lane in which it stands or stood last"),
    By.AMOUNT: lazy_gettext("Amount"),
    By.MONTH: lazy_gettext("Month in which it began"),
}
VERDICTS: dict[Verdict, Message] = {
    Verdict.MET: lazy_gettext("As it should be"),
    Verdict.DEVIATION: lazy_gettext("Deviation"),
    Verdict.NOT_APPLICABLE: lazy_gettext("Does not apply"),
}
SOURCE = lazy_gettext(
    "Computed as tables A-1 to A-4 of the AICPA's Audit Guide “Audit Sampling”, appendix A, from the binomial "
    "distribution."
)
DRAWN_BY = lazy_gettext(
    "Number i is the SHA-256 of “seed,i” modulo the size of the population, plus one (R. L. Rivest, sampler.py): it is "
    "the line of the list of the population that is drawn."
)
