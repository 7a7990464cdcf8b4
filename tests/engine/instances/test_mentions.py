"""Whom a text mentions."""

import pytest

from engine.instances.mentions import Called, mentions

PEOPLE = [
    Called("lramos", "Lucía Ramos"),
    Called("lrp", "Lucía Ramos Peña"),
    Called("jose", "José Ortiz"),
    Called("soc_noc", "SOC/NOC"),
]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Sin nadie", ()),
        ("@José Ortiz, ¿lo ves?", ("jose",)),
        ("@jose ortiz", ("jose",)),
        ("@Jose", ("jose",)),
        ("@jose.", ("jose",)),
        ("(@soc_noc)", ("soc_noc",)),
        ("@SOC/NOC y @José", ("soc_noc", "jose")),
        ("@Lucía Ramos Peña", ("lrp",)),
        ("@lramos y otra vez @lramos", ("lramos",)),
        ("ventas@jose.mx", ()),
        ("a @ b", ()),
        ("@@jose", ()),
    ],
)
def test_a_name_or_an_id_after_an_at_mentions(text: str, people: tuple[str, ...]) -> None:
    found = mentions(text, PEOPLE)
    assert (found.people, found.unknown, found.ambiguous) == (people, (), ())


def test_the_whole_name_of_one_is_hers_though_it_begins_that_of_another() -> None:
    assert mentions("@Lucía Ramos, @Lucía Ramos Peña", PEOPLE).people == ("lramos", "lrp")
    assert mentions("@Lucía", PEOPLE[:1]).people == ("lramos",)


def test_what_calls_nobody_is_told_as_it_was_written() -> None:
    found = mentions("@José y @Josefina, @Lucía", PEOPLE)
    assert (found.people, found.unknown, found.ambiguous) == (("jose",), ("@Josefina",), ("@Lucía",))


def test_it_says_where() -> None:
    text = "Oye, @José Ortiz: ya"
    ((begins, ends, who),) = mentions(text, PEOPLE).places
    assert (text[begins:ends], who) == ("@José Ortiz", "jose")
