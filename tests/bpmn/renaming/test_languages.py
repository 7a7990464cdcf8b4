"""A name is found where its language has one, and nowhere else."""

import pytest

from bpmn.renaming.languages import EXPRESSION, PLACES, SCRIPT, WHOLE, Feel, Unreadable, mentions, names, renamed

TOP, ROW, INNER = Feel(0), Feel(1), Feel(2)

RENAMED = [
    (WHOLE, "monto", "importe"),
    (WHOLE, " monto ", " importe "),
    (WHOLE, "monto.neto", "importe.neto"),
    (WHOLE, "montos", "montos"),
    (
        PLACES,
        "Son {monto:2} {moneda}, o {monto}; monto {montos}",
        "Son {importe:2} {moneda}, o {importe}; monto {montos}",
    ),
    (EXPRESSION, "monto > 5", "importe > 5"),
    (EXPRESSION, "\n  monto > 5 ", "\n  importe > 5 "),
    (EXPRESSION, 'moneda == "monto" and not monto', 'moneda == "monto" and not importe'),
    (EXPRESSION, 'filas[0]["monto"] == monto', 'filas[0]["monto"] == importe'),
    (EXPRESSION, '"año é" == año or monto', '"año é" == año or importe'),
    (EXPRESSION, "max(monto, 1) if monto else monto", "max(importe, 1) if importe else importe"),
    (EXPRESSION, '{"monto": monto}', '{"monto": importe}'),
    (SCRIPT, "# monto\ntotal = monto * 2\nmonto = 0", "# monto\ntotal = importe * 2\nimporte = 0"),
    (SCRIPT, 'é = "ñ"; monto = é + monto', 'é = "ñ"; importe = é + importe'),
    (TOP, "=monto > 5 and montos", "=importe > 5 and montos"),
    (TOP, '="monto" + monto', '="monto" + importe'),
    (TOP, "=cliente.monto + monto.neto", "=cliente.monto + importe.neto"),
    (TOP, "=this.monto + parent.monto", "=this.importe + parent.monto"),
    (ROW, "=this.monto + parent.monto + monto", "=this.monto + parent.importe + importe"),
    (INNER, "=parent.monto + _parent_.monto", "=parent.monto + _parent_.monto"),
    (TOP, "=for monto in montos return monto * 2", "=for monto in montos return monto * 2"),
    (TOP, "=some x in monto satisfies x.monto > monto", "=some x in importe satisfies x.monto > importe"),
    (TOP, "=filas[precio = monto]", "=filas[precio = importe]"),
    (Feel(0, frozenset({"monto"})), "=filas[monto = 1].monto + monto", "=filas[monto = 1].monto + importe"),
    (TOP, "=monto[1] + sum(monto.neto)", "=importe[1] + sum(importe.neto)"),
    (TOP, "=if is defined(monto) then monto else 0", "=if is defined(importe) then importe else 0"),
]


@pytest.mark.parametrize(("language", "text", "expected"), RENAMED)
def test_only_the_variable_gets_another_name(language, text, expected):
    assert renamed(language, text, "monto", "importe") == expected
    assert renamed(language, expected, "importe", "monto") == text


def test_an_identifier_in_another_form_is_the_same_name():
    assert renamed(EXPRESSION, "ﬁn == 1", "fin", "final") == "final == 1"


@pytest.mark.parametrize(("language", "text"), [(EXPRESSION, "monto ="), (SCRIPT, "if monto: pass"), (TOP, "=monto +")])
def test_what_cannot_be_read_and_may_name_it_is_said(language, text):
    with pytest.raises(Unreadable):
        mentions(language, text, "monto")
    assert mentions(language, text, "mont") == []


def test_every_name_of_a_text_is_taken_also_those_that_it_binds():
    assert names(TOP, "=for x in filas return x.precio * iva") == {"x", "filas", "iva"}
    assert names(EXPRESSION, "len(filas) > tope") == {"filas", "tope"}
    assert names(SCRIPT, "a = b") == {"a", "b"}
    assert names(EXPRESSION, "a =") == frozenset()
