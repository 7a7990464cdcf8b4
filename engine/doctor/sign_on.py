"""The company's provider of identities, as far as it can be tried without anybody coming in."""

from collections.abc import Iterator
from datetime import datetime

from bpmn.messages import lazy_gettext
from engine.db import Connection
from engine.doctor.findings import Finding, good, warning, wrong
from engine.identity import queries, role_ids
from engine.setting_parts.sign_on import SignOn
from engine.settings import Settings
from engine.sign_on.errors import ProviderUnreachable, ProviderWrong
from engine.sign_on.faults import ADVICE, UNREACHABLE, WRONG
from engine.sign_on.id_tokens import CLOCKS
from engine.sign_on.people import with_identity
from engine.sign_on.provider import RETURNS_TO, Provider

SIGN_ON = "sign-on"
NEAR = CLOCKS / 4
"""How far its clock may be from ours until somebody should know."""


def provider(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether the provider answers, is what it must be, knows us, and has our time."""
    ours = settings.sign_on
    if ours is None:
        return
    asked = Provider(ours, f"{settings.base_url or ''}{RETURNS_TO}")
    try:
        metadata = asked.metadata(now)
        asked.keys(now)
        asked.show_secret(now)
        apart = asked.clock(now) - now
    except ProviderUnreachable as error:
        yield wrong(
            SIGN_ON,
            UNREACHABLE.with_values(error.details),
            lazy_gettext("See that it runs, and that this machine reaches it: name, way out, certificate."),
        )
        return
    except ProviderWrong as error:
        kind = str(error.details["kind"])
        yield wrong(SIGN_ON, WRONG[kind].with_values(error.details), ADVICE[kind])
        return
    yield good(
        SIGN_ON,
        lazy_gettext(
            "The provider {issuer} knows Cauce as {client} and answers. It must send people back to {back}.",
            issuer=ours.issuer,
            client=ours.client_id,
            back=asked.returns_to,
        ),
    )
    if abs(apart) > NEAR:
        finding = wrong if abs(apart) > CLOCKS else warning
        yield finding(
            SIGN_ON,
            lazy_gettext(
                "The clock of the provider is {seconds} seconds from this one.",
                seconds=round(abs(apart).total_seconds()),
            ),
            lazy_gettext("Keep both by NTP: nobody comes in where they are two minutes apart."),
        )
    unlisted = sorted(set(ours.scopes) - metadata.scopes) if metadata.scopes else []
    if unlisted:
        yield warning(
            SIGN_ON,
            lazy_gettext("The provider does not list what is asked of it: {scopes}.", scopes=" ".join(unlisted)),
            lazy_gettext("See CAUCE_OIDC_SCOPES: a provider may refuse everybody for a scope that it does not know."),
        )
    claim = ours.groups_claim.partition(".")[0]
    if ours.roles and metadata.claims and not {claim, ours.groups_claim} & metadata.claims:
        yield warning(
            SIGN_ON,
            lazy_gettext("The provider does not list the claim {claim}, in which groups should be.", claim=claim),
            lazy_gettext("Have it say the groups there, or see CAUCE_OIDC_GROUPS_CLAIM: groups unsaid take all roles."),
        )


def mapping(connection: Connection, settings: Settings) -> Iterator[Finding]:
    """Whether the roles that groups give are there, and somebody can administer."""
    ours = settings.sign_on
    if ours is None:
        return
    missing = sorted(ours.governed - queries.role_names(connection).keys())
    if missing:
        yield warning(
            SIGN_ON,
            lazy_gettext("Groups give roles that are not there: {roles}.", roles=", ".join(missing)),
            lazy_gettext("See CAUCE_OIDC_ROLES, or publish the diagram that names them: see «cauce people»."),
        )
    if not settings.local_accounts and not _can_administer(connection, ours):
        yield wrong(
            SIGN_ON,
            lazy_gettext(
                "Nobody can come in who administers: no group gives that role, and nobody who holds it is linked."
            ),
            lazy_gettext(
                "Give a group the role {role} in CAUCE_OIDC_ROLES, or set CAUCE_LOCAL_ACCOUNTS to yes.",
                role=role_ids.ADMINISTRATOR,
            ),
        )


def _can_administer(connection: Connection, ours: SignOn) -> bool:
    return role_ids.ADMINISTRATOR in ours.governed or bool(
        with_identity(connection) & set(queries.holders(connection).get(role_ids.ADMINISTRATOR, ()))
    )
