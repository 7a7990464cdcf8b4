"""What a provider says of somebody, read from its claims. Pure: nothing of it is believed further than it says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.sign_on.errors import SignOnRefused

LONGEST = 255  # characters of a subject (OpenID Connect Core 1.0, 2) and of what somebody is called
LONGEST_EMAIL = 254


@dataclass(frozen=True)
class Identity:
    """Somebody as a provider knows them: for ever `subject` of `issuer`, whatever else changes.

    `email` only where the provider vouches for it; `username` is what they would be called here; `groups` None where it
    says nothing of groups at all.
    """

    issuer: str
    subject: str
    name: str | None = None
    email: str | None = None
    username: str | None = None
    groups: frozenset[str] | None = None

    def completed(self, other: "Identity") -> "Identity":
        """With what `other` says of the same somebody, where this says nothing. Raises SignOnRefused for another."""
        if (self.issuer, self.subject) != (other.issuer, other.subject):
            raise SignOnRefused(kind="token", found=f"sub {other.subject}")
        return replace(
            self,
            name=self.name or other.name,
            email=self.email or other.email,
            username=self.username or other.username,
            groups=self.groups if self.groups is not None else other.groups,
        )


def identity_of(claims: Mapping[str, Any], issuer: str, groups_claim: str) -> Identity:
    """Read the claims of `issuer`. Raises SignOnRefused (kinds ``token``, ``groups``, ``groups_elsewhere``)."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST or not subject.isprintable():
        raise SignOnRefused(kind="token", found="sub")
    given = [_plain(claims.get(part)) for part in ("given_name", "family_name")]
    return Identity(
        issuer,
        subject,
        _plain(claims.get("name")) or " ".join(filter(None, given)) or None,
        _email(claims),
        _plain(claims.get("preferred_username")),
        _groups(claims, groups_claim),
    )


def _plain(value: object) -> str | None:
    """A text on one line: without what is not seen, such as marks that turn the direction of writing."""
    if not isinstance(value, str):
        return None
    return " ".join("".join(c if c.isprintable() else " " for c in value[: 4 * LONGEST]).split())[:LONGEST] or None


def _email(claims: Mapping[str, Any]) -> str | None:
    """The address, if the provider says that it is theirs: anybody can write one into a profile."""
    email = claims.get("email")
    verified = claims.get("email_verified") in (True, "true")  # some providers write their booleans as texts
    usable = isinstance(email, str) and len(email) <= LONGEST_EMAIL and email.isprintable()
    return str(email) if verified and usable else None


def _groups(claims: Mapping[str, Any], claim: str) -> frozenset[str] | None:
    found = _inside(claims, claim)
    if found is None:
        sources = claims.get("_claim_names")
        if (isinstance(sources, Mapping) and claim in sources) or claims.get("hasgroups") in (True, "true"):
            # Microsoft's: too many to say. Taken for none, they would take everybody's roles.
            raise SignOnRefused(kind="groups_elsewhere", found=claim)
        return None
    if isinstance(found, str):
        return frozenset({found})
    if isinstance(found, Mapping):  # by name, with what more there is of each
        return frozenset(str(name) for name in found)
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise SignOnRefused(kind="groups", found=claim)
    return frozenset(found)


def _inside(claims: Mapping[str, Any], claim: str) -> object:
    """A claim by its name, which may have dots in it; else one inside others, with a dot between their names."""
    if claim in claims:
        return claims[claim]
    found: object = claims
    for part in claim.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found
