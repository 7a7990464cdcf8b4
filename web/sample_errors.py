"""What is said where a sample cannot be drawn, worked through or concluded (`engine.sampling`): see `web.errors`."""

from bpmn.messages import Message, lazy_gettext

TEXTS: dict[str, Message] = {
    "bad_seed": lazy_gettext("Write a seed of one line, in {longest} characters at most, or leave it to be thrown."),
    "bad_sample_size": lazy_gettext("Write how many are to be drawn: a whole number from 1 on."),
    "nothing_to_draw": lazy_gettext(
        "There is nothing to draw from: no history is like that, or none of them has an amount."
    ),
    "several_currencies": lazy_gettext(
        "The amounts are in several currencies ({units}), and cannot be laid end to end. Choose one of them in the "
        "register first."
    ),
    "unreadable_population": lazy_gettext(
        "Line {line} of the list is none of a population: a folio, and behind a tab what the method asks of it."
    ),
    "bad_sampling_plan": lazy_gettext(
        "Write a confidence from 50 to 99.9 %, a tolerable rate from 0.1 to 50 %, and an expected one below it."
    ),
    "sample_too_large": lazy_gettext(
        "What is expected is too near to what is tolerable: not even {limit} could tell them apart."
    ),
    "bad_sample_title": lazy_gettext("Give the sample a name, in {longest} characters at most."),
    "bad_sample_attributes": lazy_gettext(
        "Write what is looked at in each, a line for each attribute: from one to {most}, each in {longest} characters."
    ),
    "bad_sample_verdict": lazy_gettext(
        "Attribute {attribute}: explain the deviation in a note, in {longest} characters at most. Nothing was stored."
    ),
    "sample_concluded": lazy_gettext("This sample was concluded: nothing of it changes any more."),
    "sample_not_finished": lazy_gettext("Worksheets that are not finished yet: {left}. Finish them first."),
    "sample_conclusion_missing": lazy_gettext("Write what the sample shows, in {longest} characters at most."),
    "not_found:sample": lazy_gettext("There is no sample {id}."),
}
"""By the code; the names of placeholders are those of the details."""
FIELDS: dict[str, str] = {
    "bad_seed": "semilla",
    "bad_sample_size": "tamano",
    "bad_sampling_plan": "confianza",
    "sample_too_large": "esperada",
    "nothing_to_draw": "metodo-random",
    "several_currencies": "metodo-monetary",
    "bad_sample_title": "titulo",
    "bad_sample_attributes": "atributos",
    "sample_conclusion_missing": "conclusion",
}
"""The field of a form that an error is about."""
