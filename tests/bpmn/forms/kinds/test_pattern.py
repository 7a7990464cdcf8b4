"""Patterns of text fields mean what they mean in a browser, and cost no more than their length.

The table was checked against `new RegExp(pattern).test(subject)` in Node.js.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.forms.kinds.pattern import PatternError, compile_pattern
from tests.examples import examples


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("abc", ["abc", "xabcx"], ["ab", ""]),
        ("^abc$", ["abc"], ["xabc", "abc\n"]),
        ("^[A-Z]{3}-[0-9]{4}$", ["OPP-2026"], ["opp-2026", "OPP-26", "OPP-20266"]),
        ("^[A-ZÑ&]{3,4}\\d{6}[A-Z0-9]{3}$", ["SFB190208AB1", "Ñ&A010203XYZ"], ["SF190208AB1"]),
        ("^(si|no)$", ["si", "no"], ["sino", "s"]),
        ("^(?:a|b)+?$", ["abba"], ["abc", ""]),
        ("^a{2}$", ["aa"], ["a", "aaa"]),
        ("^a{2,}$", ["aa", "aaaa"], ["a"]),
        ("^a{0,2}$", ["", "aa"], ["aaa"]),
        ("^.$", ["a", "ñ"], ["", "\n", "ab"]),
        ("^\\d+$", ["12"], ["١٢", "1a"]),
        ("^\\w+$", ["a_1"], ["á", "a b"]),
        ("^\\s$", ["\u00a0", "\t"], ["a"]),
        ("^[^\\d\\s]+$", ["ab"], ["a1", "a "]),
        ("^[\\D]+$", ["ab"], ["a1"]),
        ("^[a\\-z]$", ["-", "z"], ["b"]),
        ("^[a-]$", ["-", "a"], ["b"]),
        ("^[^]$", ["\n"], [""]),
        ("[]", [], ["", "a"]),
        ("\\bfin\\b", ["el fin.", "fin"], ["final"]),
        ("\\Bin\\b", ["fin"], ["in"]),
        ("^\\u00f1\\x61\\.\\/$", ["ña./"], ["ñaa/"]),
        ("^(a*)*$", ["", "aaa"], ["b"]),
        ("", ["", "a"], []),
        ("^(|a)$", ["", "a"], ["b"]),
    ],
)
def test_a_pattern_is_found_where_javascript_finds_it(pattern: str, matching: list[str], others: list[str]) -> None:
    compiled = compile_pattern(pattern)
    assert [text for text in matching if not compiled.matches(text)] == []
    assert [text for text in others if compiled.matches(text)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        *("(?=a)", "(?!a)", "(?<=a)", "(?<n>a)", "(a)\\1", "[a", "(a", "a)", "*", "a**", "^*", "{", "a{2", "a{3,2}"),
        *("a{x}", "\\", "\\k", "\\u12", "[z-a]", "x[", "a{99999}", "a{501}", "(a{50}){50}", "(((){99}){99}){99}"),
        *("a" * 201, "(" * 30 + ")" * 30),
    ],
)
def test_what_cannot_be_matched_safely_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["(a|a)*b", "(a+)+$", "(a*)*b", "(.*)*x", "(a|aa)+$", "(a?){200}b", "a*a*a*a*a*a*b"]
)
def test_no_pattern_takes_an_age(pattern: str) -> None:
    compiled = compile_pattern(pattern)
    compiled.matches("a" * 1999 + "c")


def test_a_text_too_long_to_match_is_no_match() -> None:
    assert not compile_pattern("a").matches("a" * 2001)


@pytest.mark.parametrize("pattern", ["^OPP-[0-9]{4}$", "^(si|no)$", "^\\w{3,5}$", "^[^a-z]+\\.$", "^\\d{2}/\\d{2}$"])
def test_an_example_matches_its_pattern(pattern: str) -> None:
    compiled = compile_pattern(pattern)
    assert compiled.matches(compiled.example())


ATOMS = st.sampled_from(["a", "b", "1", "-", ".", "[ab]", "[^a]", "[0-9]", "\\d", "\\w", "\\.", "[\\d-]"])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("({}|{})".format, inner, inner),
        st.builds("(?:{}){}".format, inner, st.sampled_from(["*", "+", "?", "{2}", "{1,}", "{0,2}", "*?"])),
    )


@examples(150)
@given(st.recursive(ATOMS, _larger, max_leaves=6), st.booleans(), st.lists(st.text("ab1-.", max_size=7), max_size=5))
def test_generated_patterns_are_found_where_python_finds_them(pattern: str, whole: bool, subjects: list[str]) -> None:
    compiled = compile_pattern(f"^(?:{pattern})$" if whole else pattern)
    theirs = re.compile(f"^(?:{pattern})\\Z" if whole else pattern, re.ASCII)
    for subject in subjects:
        assert compiled.matches(subject) == (theirs.search(subject) is not None), subject
