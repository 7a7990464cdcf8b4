"""The little Markdown that texts are written in, and what of it only our own texts may use."""

import pytest

from web.pages.markdown import Block, Span, blocks


def lines(block: Block) -> list[str]:
    return block.text.split("\n")


def test_a_text_is_paragraphs_headings_and_lists():
    found = blocks("# Título\nDebajo.\n\n- uno\n- dos, que\n  sigue\n\n1. primero\n2. segundo\n\nAl\nfinal")
    assert [(block.kind, block.level, lines(block)) for block in found] == [
        ("heading", 1, ["Título"]),
        ("paragraph", 0, ["Debajo."]),
        ("list", 0, ["uno", "dos, que sigue"]),
        ("numbered", 0, ["primero", "segundo"]),
        ("paragraph", 0, ["Al final"]),
    ]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("**Completar**", Span("Completar", strong=True)),
        ("`cauce worker`", Span("cauce worker", code=True)),
        ("[aquí](https://example.com/a)", Span("aquí", href="https://example.com/a")),
    ],
)
def test_a_stretch_of_a_text_is_bold_code_or_a_link(text, span):
    (block,) = blocks(f"Antes {text} después")
    assert block.lines == ((Span("Antes "), span, Span(" después")),)


def test_bold_goes_on_over_the_end_of_a_line():
    (block,) = blocks("Oprima **Aprobar\ny publicar**.")
    assert block.lines[0][1] == Span("Aprobar y publicar", strong=True)


def test_indented_lines_are_code_as_they_are_written():
    (block,) = blocks("    cauce verify --all\n      **no**")
    assert (block.kind, block.text) == ("code", "cauce verify --all\n  **no**")


@pytest.mark.parametrize("text", ["- uno\nsin guion", "texto\n- uno"])
def test_lines_that_are_no_list_throughout_are_a_paragraph(text):
    assert [block.kind for block in blocks(text)] == ["paragraph"]


def test_pictures_and_links_beside_a_text_are_for_our_own_texts():
    text = "![La bandeja](img/bandeja.webp)\n\nVea [otra](auditores.md#sellos)."
    picture, paragraph = blocks(text, ours=True)
    assert (picture.kind, picture.path, picture.text) == ("picture", "img/bandeja.webp", "La bandeja")
    assert paragraph.lines[0][1] == Span("otra", href="auditores.md#sellos")
    assert [block.kind for block in blocks(text)] == ["paragraph", "paragraph"]
    assert all(span.href is None for block in blocks(text) for line in block.lines for span in line)


@pytest.mark.parametrize("href", ["javascript:alert(1)", "//example.com", "/administracion", "data:text/html,x"])
def test_a_text_of_somebody_else_leads_nowhere_but_to_the_web(href):
    (block,) = blocks(f"[pulse aquí]({href})")
    assert block.lines == ((Span(f"[pulse aquí]({href})"),),)


def test_of_html_only_what_it_says_is_left():
    found = blocks("<p>Uno <b>dos</b></p><script>alert(1)</script><p>&lt;tres&gt;</p>", html=True)
    assert [block.text for block in found] == ["Uno dos", "<tres>"]
