"""The XML of a diagram is read without trust, and each tag is known by its own line."""

import pytest

from bpmn.xml import MAX_ATTRIBUTES, MAX_DEPTH, MAX_ELEMENTS, MAX_NAMESPACES, MAX_VALUE, XmlError, parse

DECLARATION = '<?xml version="1.0" encoding="{}"?>\n'
BILLION_LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY a "lol"> <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"> <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<lolz>&c;</lolz>"""
EXTERNAL_ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<x>&e;</x>'


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        pytest.param(b"", "not_well_formed", None, id="an empty file"),
        pytest.param(b" \n ", "not_well_formed", None, id="white space"),
        pytest.param(b"\x00\xff\xfe\x01" * 100, "not_well_formed", 1, id="binary noise"),
        pytest.param(b"<a>\n\x00</a>", "not_well_formed", 2, id="a NUL byte"),
        pytest.param(b"<a>\n<b>\n</a>", "not_well_formed", 3, id="tags that do not match"),
        pytest.param(b"<a>\n<b x='", "not_well_formed", 2, id="a truncated file"),
        pytest.param(b"<a/><b/>", "not_well_formed", 1, id="two roots"),
        pytest.param(b"<a>&x;</a>", "not_well_formed", 1, id="an entity of no DTD"),
        pytest.param(b"<a>&#0;</a>", "not_well_formed", 1, id="a character that XML does not have"),
        pytest.param(b"<a>\xff</a>", "not_well_formed", 1, id="bytes that are not UTF-8"),
        pytest.param(b'<?xml version="2.0"?><a/>', "not_well_formed", 1, id="a version of XML only one parser takes"),
        pytest.param("<a/>".encode("utf-32"), "not_well_formed", 1, id="UTF-32"),
        pytest.param(DECLARATION.format("utf-7").encode() + b"<a/>", "encoding", 1, id="an encoding of no use"),
        pytest.param(DECLARATION.format("shift_jis").encode() + b"<a/>", "encoding", 1, id="a multi-byte encoding"),
        pytest.param(EXTERNAL_ENTITY, "doctype", 1, id="an external entity"),
        pytest.param(BILLION_LAUGHS, "doctype", 2, id="a billion laughs"),
        pytest.param(b'<!DOCTYPE a SYSTEM "http://a.invalid/a.dtd"><a/>', "doctype", 1, id="a DTD elsewhere"),
        pytest.param(b"<a>" + b" " * 5_000_000 + b"</a>", "too_large", None, id="more than five megabytes"),
        pytest.param(b"<a>" * 10_000 + b"</a>" * 10_000, "too_large", 1, id="10,000 deep"),
        pytest.param(b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1), "too_large", 1, id="one too deep"),
        pytest.param(b"<a>" + b"<b/>" * MAX_ELEMENTS + b"</a>", "too_large", 1, id="one element too many"),
        pytest.param(b"<a x='" + b"y" * (MAX_VALUE + 1) + b"'/>", "too_large", 1, id="an enormous attribute"),
        pytest.param(
            b"<a " + b" ".join(b"x%d=''" % n for n in range(MAX_ATTRIBUTES + 1)) + b"/>",
            "too_large", 1, id="attributes without end",
        ),
        pytest.param(
            b"<a " + b" ".join(b"xmlns:x%d='u'" % n for n in range(MAX_NAMESPACES + 1)) + b"/>",
            "too_large", 1, id="namespaces without end",
        ),
    ],
)  # fmt: skip
def test_what_is_refused(data, code, line):
    with pytest.raises(XmlError) as refused:
        parse(data)
    assert (refused.value.code, refused.value.line) == (code, line)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("<a>ñ</a>".encode(), id="UTF-8"),
        pytest.param("<a>ñ</a>".encode("utf-8-sig"), id="UTF-8 with a mark"),
        pytest.param((DECLARATION.format("UTF-16") + "<a>ñ</a>").encode("utf-16"), id="UTF-16"),
        pytest.param((DECLARATION.format("UTF-16") + "<a>ñ</a>").encode("utf-16-be"), id="UTF-16, no mark"),
        pytest.param((DECLARATION.format("ISO-8859-1") + "<a>ñ</a>").encode("latin-1"), id="Latin 1"),
        pytest.param((DECLARATION.format("windows-1252") + "<a>ñ</a>").encode("cp1252"), id="Windows 1252"),
        pytest.param(b"<?xml-stylesheet href='a.xsl'?><a><![CDATA[\xc3\xb1]]><!-- c --><?pi?></a>", id="CDATA"),
    ],
)
def test_how_text_is_read(data):
    assert parse(data).text == "ñ"


def test_the_line_is_that_on_which_the_tag_begins():
    root = parse(b"<a>\n<b\n  x='1'\n  y='2'>\n<c/></b>\r\n<d/>\r<e/>" + b"\n" * 70_000 + b"<f/></a>")
    assert {node.name: node.line for node in root.iter()} == {"a": 1, "b": 2, "c": 5, "d": 6, "e": 7, "f": 70_007}


def test_names_are_known_by_namespace_and_not_by_prefix():
    root = parse(b"<p:a xmlns:p='urn:1' p:x='1' y='2'><b xmlns='urn:2'/><p:c xmlns:p='urn:3'/></p:a>")
    assert (root.namespace, root.name, root.attributes) == ("urn:1", "a", {"{urn:1}x": "1", "y": "2"})
    assert [(child.namespace, child.name) for child in root.children] == [("urn:2", "b"), ("urn:3", "c")]


def test_text_is_read_whole_around_comments_and_elements():
    root = parse(b"<a>one<!-- c --> two<b>three</b><?pi?> four</a>")
    assert (root.text, root.deep_text, root.commented) == ("one two four", "one twothree four", True)
    assert root.children[0].commented is False


def test_a_place_is_that_of_the_innermost_element_with_an_id():
    root = parse(b"<a id='x'>\n<b>\n<c/></b>\n<d id='y'/></a>")
    b, d = root.children
    assert (b.children[0].place, d.place) == (("x", 1), ("y", 4))


def test_an_xinclude_is_an_element_like_any_other():
    root = parse(b'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd"/></a>')
    assert [child.name for child in root.children] == ["include"]
    assert root.deep_text == ""


def test_namespaces_that_each_element_declares_again_are_counted_once():
    again = b"<b xmlns='u' xmlns:x='v'/>" * (MAX_NAMESPACES + 1)
    assert len(parse(b"<a>" + again + b"</a>").children) == MAX_NAMESPACES + 1
