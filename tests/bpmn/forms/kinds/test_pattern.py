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
        ("^(?<siglas>[A-Z]+)$", ["SOC"], ["soc"]),
        ("^[[:a:]$", ["[", ":", "a"], ["b"]),
        ("^.$", ["x"], ["\r", "\u2028"]),
        ("^[\\s]$", ["\u00a0", "\v", "\ufeff"], ["a"]),
        ("^[^\\S]$", ["\u00a0", " "], ["a", "\u200b"]),
        ("^[\\S]$", ["a", "\u200b"], [" ", "\u3000"]),
        ("^\\S$", ["a"], ["\u00a0"]),
        ("[\\b]", ["\b"], ["a b"]),
        ("^\\0$", ["\0"], ["0"]),
        ("^\\ñ$", ["ñ"], ["n"]),
        ("^[&&a-c]$", ["&", "b"], ["d"]),
    ],
)
def test_a_pattern_is_found_where_javascript_finds_it(pattern: str, matching: list[str], others: list[str]) -> None:
    compiled = compile_pattern(pattern)
    assert [text for text in matching if not compiled.matches(text)] == []
    assert [text for text in others if compiled.matches(text)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "(?=a)",
            "(?!a)",
            "(?<=a)",
            "(?<!a)",
            "(?i)a",
            "(?P<n>a)",
            "(a)\\1",
            "[a",
            "(a",
            "a)",
            "*",
            "a**",
            "^*",
            "{",
            "a{2",
            "a{3,2}",
        ),
        *("a{x}", "\\", "\\k", "\\u12", "[z-a]", "x[", "a{99999}", "a{1001}", "(.{50}){50}", "(((){99}){99}){99}"),
        *("a" * 201, "(" * 30, "\\A", "\\p{L}", "\\ud83d", "[\\k]", "\\08", "a*+", "\\b?"),
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


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("^(?=.*\\d).+$", "looks around at “(?=.*"),
        ("a(?<!b)", "looks around at “(?<!b)”"),
        ("(a)\\1", "refers back at “\\1”"),
        ("(?<n>a)\\k<n>", "refers back at “\\k<n>”"),
        ("x[a", "cannot be read at"),
        ("a{1001}", "repeats too much"),
        ("(((.{9}){9}){9}){9}", "repeats too much"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_where(pattern: str, says: str) -> None:
    with pytest.raises(PatternError) as refused:
        compile_pattern(pattern)
    assert says in str(refused.value)


def test_a_text_too_long_to_match_is_no_match() -> None:
    assert not compile_pattern("a").matches("a" * 2001)


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
