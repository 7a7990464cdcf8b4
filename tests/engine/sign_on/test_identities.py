"""What is read from the claims of a provider, and how far it is believed."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.identity import commands
from engine.sign_on import people
from engine.sign_on.errors import SignOnRefused
from engine.sign_on.identities import Identity, identity_of

ISSUER = "https://id.empresa.mx"
LUCIA: dict[str, Any] = {
    "sub": "8f0c",
    "name": "Lucía Ramos",
    "preferred_username": "lramos",
    "email": "lucia@empresa.mx",
    "email_verified": True,
    "groups": ["ventas"],
}


def read(claim: str = "groups", **claims: Any) -> Identity:
    return identity_of({**LUCIA, **claims}, ISSUER, claim)


def test_somebody_is_the_subject_of_the_issuer() -> None:
    assert read() == Identity(ISSUER, "8f0c", "Lucía Ramos", "lucia@empresa.mx", "lramos", frozenset({"ventas"}))


@pytest.mark.parametrize("subject", [None, "", 7, ["8f0c"], "x" * 256, "a\nb", "a\x00", "\u202eabc", "\ud800"])
def test_a_subject_that_is_none_is_refused(subject: object) -> None:
    with pytest.raises(SignOnRefused):
        read(sub=subject)


@pytest.mark.parametrize(
    ("says", "email"),
    [
        ({"email_verified": True}, "lucia@empresa.mx"),
        ({"email_verified": "true"}, "lucia@empresa.mx"),
        ({"email_verified": False}, None),
        ({"email_verified": "false"}, None),
        ({"email_verified": 1}, "lucia@empresa.mx"),
        ({"email_verified": None}, None),
        ({"email": 7}, None),
        ({"email": "lucia@empresa.mx\u202e"}, None),
        ({"email": "lucia@empresa.mx\nBcc: x@y"}, None),
        ({"email": "x" * 255}, None),
    ],
)
def test_an_address_is_theirs_where_the_provider_verified_it(says: dict[str, Any], email: str | None) -> None:
    assert read(**says).email == email


@pytest.mark.parametrize(
    ("says", "name"),
    [
        ({"name": "  Lucía \n Ramos "}, "Lucía Ramos"),
        ({"name": "Lucía\u202e somaR\u2066"}, "Lucía somaR"),
        ({"name": "Lucía\x00Ramos"}, "Lucía Ramos"),
        ({"name": None, "given_name": "Lucía", "family_name": "Ramos"}, "Lucía Ramos"),
        ({"name": None}, None),
        ({"name": ["Lucía"]}, None),
        ({"name": "L" * 9000}, "L" * 255),
        ({"name": "\ud800"}, None),
    ],
    ids=ascii,
)
def test_a_name_is_one_line_of_what_is_seen(says: dict[str, Any], name: str | None) -> None:
    assert read(**says).name == name


@pytest.mark.parametrize(
    ("groups", "found"),
    [
        (["a", "a", "b"], {"a", "b"}),
        ([], set()),
        (None, None),
        ("ventas y compras", {"ventas y compras"}),
        ({"admin": {"org": "empresa"}}, {"admin"}),
        (["CN=Ventas,OU=\\#México\\, norte", "a=b", '"', "'; DROP TABLE people; --", "", "\u202e", "ñ"], None),
        ([f"g{n}" for n in range(10_000)], {f"g{n}" for n in range(10_000)}),
    ],
    ids=["list", "none", "unsaid", "one", "by name", "odd", "many"],
)
def test_groups_are_taken_to_the_letter(groups: Any, found: set[str] | None) -> None:
    expected = frozenset(groups) if found is None and groups is not None else found
    assert read(groups=groups).groups == expected


@pytest.mark.parametrize("groups", [7, True, [7], ["a", None], [["a"]]])
def test_groups_in_another_form_are_none_that_roles_could_be_taken_by(groups: object) -> None:
    with pytest.raises(SignOnRefused) as caught:
        read(groups=groups)
    assert caught.value.details["kind"] == "groups"


@pytest.mark.parametrize("says", [{"_claim_names": {"groups": "src1"}}, {"hasgroups": True}, {"hasgroups": "true"}])
def test_groups_that_stand_elsewhere_are_not_none(says: dict[str, Any]) -> None:
    with pytest.raises(SignOnRefused) as caught:
        read(groups=None, **says)
    assert caught.value.details["kind"] == "groups_elsewhere"


def test_a_claim_may_be_an_address_or_stand_inside_another() -> None:
    assert read("https://empresa.mx/groups", **{"https://empresa.mx/groups": ["a"]}).groups == {"a"}
    assert read("realm_access.roles", realm_access={"roles": ["a"]}).groups == {"a"}
    assert read("realm_access.roles", realm_access=["roles"]).groups is None


def test_what_is_missing_is_completed_by_more_of_the_same_somebody() -> None:
    bare = identity_of({"sub": "8f0c"}, ISSUER, "groups")
    assert bare.completed(read()) == read()
    assert read(groups=[]).completed(read()).groups == frozenset()
    with pytest.raises(SignOnRefused):
        bare.completed(read(sub="another"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
NAMES = ["sub", "name", "given_name", "family_name", "preferred_username", "email", "email_verified", "groups"]


@given(st.fixed_dictionaries({}, optional=dict.fromkeys([*NAMES, "_claim_names", "hasgroups"], JSON)))
@example({"sub": "8f0c", "preferred_username": "\u202eadmin", "name": "\ud800", "email": "a@b", "email_verified": True})
def test_whatever_a_provider_says_somebody_is_read_or_refused(claims: dict[str, Any]) -> None:
    try:
        found = identity_of(claims, ISSUER, "groups")
    except SignOnRefused:
        return
    id = people.id_for(found)
    commands.require_usable(id, found.name or id, None)
    for text in (found.subject, found.name or "", found.email or "", id):
        assert text.isprintable() and len(text) <= 255
        text.encode()
