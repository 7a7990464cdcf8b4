"""A provider of identities, as one process of the site knows it: its metadata and its keys, and how it is asked."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from secrets import token_urlsafe
from typing import Any, TypeVar
from urllib.parse import urlencode

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc.jwk import KeySet
from requests import RequestException, Response

from engine.setting_parts.sign_on import SignOn
from engine.sign_on import http
from engine.sign_on.errors import ProviderUnreachable, ProviderWrong, SignOnRefused
from engine.sign_on.id_tokens import UnknownKey, claims_of, ended_of, usable_keys
from engine.sign_on.identities import Identity, identity_of
from engine.sign_on.metadata import Metadata, address_of, metadata_of

FRESH = timedelta(hours=1)
"""How long what a provider said of itself is taken as it was."""
AGAIN = timedelta(minutes=1)
"""How long it is not asked again for a key that it did not have."""
RETURNS_TO = "/entrar/empresa/regreso"
"""The path of the site to which it sends people back."""
UNKNOWN_TO_IT = {"invalid_client", "unauthorized_client"}
"""What it answers to whoever is not who they say."""
Judged = TypeVar("Judged")
_OURS = {"invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_request", "invalid_scope"}
"""What it answers where our settings or its registration of us are wrong."""


@dataclass(frozen=True)
class Asked:
    """What one sign-on was begun with, and is to be answered: `nonce` and `verifier` are known to us alone."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class _Known:
    """What it said, and when."""

    metadata: Metadata
    keys: KeySet | None
    at: datetime
    keys_at: datetime


class Provider:
    """A provider, by its settings. Thread-safe. `returns_to` is where it sends people back to."""

    def __init__(self, settings: SignOn, returns_to: str) -> None:
        self.settings = settings
        self.returns_to = returns_to
        self._known: _Known | None = None
        self._lock = threading.Lock()

    def where_to(self, asked: Asked, *, anew: bool, at: datetime) -> str:
        """The address to which somebody goes to come in. `anew`: they are asked who they are, though it knows.

        Raises ProviderUnreachable, ProviderWrong.
        """
        with self._session(self.metadata(at)) as session:
            url, _ = session.create_authorization_url(
                self.metadata(at).authorization,
                state=asked.state,
                code_verifier=asked.verifier,
                nonce=asked.nonce,
                **({"prompt": "login"} if anew else {}),
            )
        return str(url)

    def leaving(self, back: str, *, at: datetime) -> str | None:
        """The address at which one leaves the provider too, and comes back to `back`; None where it has none.

        Raises ProviderUnreachable, ProviderWrong.
        """
        end = self.metadata(at).end_session
        if end is None:
            return None
        sent = urlencode({"client_id": self.settings.client_id, "post_logout_redirect_uri": back})
        return f"{end}{'&' if '?' in end else '?'}{sent}"

    def identity(self, asked: Asked, code: str, *, at: Callable[[], datetime]) -> Identity:
        """Whom it vouches for with a code that it gave for what was `asked`.

        Raises ProviderUnreachable, ProviderWrong, SignOnRefused.
        """
        metadata = self.metadata(at())
        return http.bounded(metadata.token, lambda: self._identity(metadata, asked, code, at))

    def _identity(self, metadata: Metadata, asked: Asked, code: str, at: Callable[[], datetime]) -> Identity:
        with self._session(metadata) as session:
            answer = self._exchange(session, metadata, asked, code)
            token, access = answer.get("id_token"), answer.get("access_token")
            if not isinstance(token, str):
                raise ProviderWrong(kind="no_id_token", url=metadata.token, found="openid")
            access = access if isinstance(access, str) else None
            now, ours = at(), self.settings

            def judge(keys: KeySet) -> dict[str, Any]:
                known = {"issuer": ours.issuer, "client_id": ours.client_id}
                return claims_of(token, keys, **known, nonce=asked.nonce, access_token=access, at=now)

            claims = self._judged(session, metadata, now, judge)
            identity = identity_of(claims, self.settings.issuer, self.settings.groups_claim)
            if access is not None and metadata.userinfo is not None and (identity.groups is None or not identity.name):
                identity = identity.completed(self._userinfo(session, metadata.userinfo, access))
        return identity

    def ended(self, token: str, at: datetime) -> str:
        """The subject whose session there has ended, as it says of itself, signed.

        Raises ProviderUnreachable, ProviderWrong, SignOnRefused.
        """
        metadata, ours = self.metadata(at), self.settings

        def judge(keys: KeySet) -> str:
            return ended_of(token, keys, issuer=ours.issuer, client_id=ours.client_id, at=at)

        def ask() -> str:
            with self._session(metadata) as session:
                return self._judged(session, metadata, at, judge)

        return http.bounded(metadata.keys, ask)

    def metadata(self, at: datetime) -> Metadata:
        """What it says of itself. Raises ProviderUnreachable, ProviderWrong."""
        known = self._known
        if known is not None and at - FRESH < known.at <= at:
            return known.metadata
        url = address_of(self.settings.issuer)
        read = metadata_of(http.bounded(url, self._read_metadata), self.settings.issuer)
        with self._lock:
            keys = known.keys if known is not None and known.metadata.keys == read.keys else None
            self._known = _Known(read, keys, at, at if known is None else known.keys_at)
        return read

    def _read_metadata(self) -> object:
        url = address_of(self.settings.issuer)
        with http.session(self.settings.client_id, self.settings.client_secret) as session:
            return _json(_get(session, url), url)

    def keys(self, at: datetime) -> KeySet:
        """The keys by which it signs. Raises ProviderUnreachable, ProviderWrong."""
        metadata = self.metadata(at)

        def ask() -> KeySet:
            with self._session(metadata) as session:
                return self._keys(session, metadata, at, newer=False)

        return http.bounded(metadata.keys, ask)

    def show_secret(self, at: datetime) -> None:
        """See whether it knows us, by a code that it never gave.

        Raises ProviderUnreachable, ProviderWrong (kind ``client``) where it does not.
        """
        metadata, made_up = self.metadata(at), token_urlsafe(32)

        def ask() -> object:
            with self._session(metadata) as session:
                return self._exchange(session, metadata, Asked(made_up, made_up, token_urlsafe(32)), made_up)

        try:
            http.bounded(metadata.token, ask)
        except SignOnRefused:
            return
        except ProviderWrong as error:
            if str(error.details["found"]).partition(" ")[0] in UNKNOWN_TO_IT:
                raise

    def clock(self, at: datetime) -> datetime:
        """What its clock says, to the second; `at` where it does not say. Raises ProviderUnreachable, ProviderWrong."""
        metadata, url = self.metadata(at), address_of(self.settings.issuer)

        def ask() -> str:
            with self._session(metadata) as session:
                return str(_get(session, url).headers.get("Date", ""))

        said = http.bounded(url, ask)
        try:
            return parsedate_to_datetime(said).astimezone(UTC)
        except (ValueError, TypeError):
            return at

    def _keys(self, session: OAuth2Session, metadata: Metadata, at: datetime, *, newer: bool) -> KeySet:
        """The keys by which it signs; with `newer` asked for again, unless that was a moment ago."""
        known, lasts = self._known, AGAIN if newer else FRESH
        if known is not None and known.keys is not None and at - lasts < known.keys_at <= at:
            return known.keys
        url = metadata.keys
        try:
            found = usable_keys(_json(_get(session, url), url))
        except ValueError as error:
            raise ProviderWrong(kind="keys", url=url, found=str(error)) from error
        with self._lock:
            self._known = _Known(metadata, found, at if known is None else known.at, at)
        return found

    def _judged(
        self, session: OAuth2Session, metadata: Metadata, at: datetime, judge: Callable[[KeySet], Judged]
    ) -> Judged:
        """What `judge` makes of the keys that are known, or where it misses one, of those that there are now."""
        with suppress(UnknownKey):
            return judge(self._keys(session, metadata, at, newer=False))
        try:
            return judge(self._keys(session, metadata, at, newer=True))
        except UnknownKey as error:
            raise SignOnRefused(kind="token", found="kid") from error

    def _exchange(self, session: OAuth2Session, metadata: Metadata, asked: Asked, code: str) -> dict[str, Any]:
        """What it gives for a code."""
        url = metadata.token
        try:
            found = session.fetch_token(
                url,
                grant_type="authorization_code",
                code=code,
                code_verifier=asked.verifier,
                allow_redirects=False,
            )
        except OAuthError as error:
            said = str(error.error)
            if said == "invalid_grant":
                raise SignOnRefused(kind="code", found=said) from error
            kind = "client" if said in _OURS else "answer"
            raise ProviderWrong(kind=kind, url=url, found=_said(error)) from error
        except (RequestException, OSError) as error:
            raise ProviderUnreachable(url=url, reason=reason_of(error)) from error
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
            raise ProviderWrong(kind="answer", url=url, found=str(error)[:200]) from error
        return dict(found)

    def _userinfo(self, session: OAuth2Session, url: str, access: str) -> Identity:
        found = _json(_get(session, url, {"Authorization": f"Bearer {access}"}), url)
        if not isinstance(found, dict):
            raise ProviderWrong(kind="answer", url=url, found="JSON")
        return identity_of(found, self.settings.issuer, self.settings.groups_claim)

    def _session(self, metadata: Metadata) -> OAuth2Session:
        ours = self.settings
        return http.session(
            ours.client_id,
            ours.client_secret,
            scope=" ".join(ours.scopes),
            redirect_uri=self.returns_to,
            code_challenge_method="S256",
            token_endpoint_auth_method=metadata.way,
        )


def _get(session: OAuth2Session, url: str, headers: dict[str, str] | None = None) -> Response:
    try:
        answer: Response = session.request("GET", url, withhold_token=True, headers=headers, allow_redirects=False)
    except (RequestException, OSError) as error:
        raise ProviderUnreachable(url=url, reason=reason_of(error)) from error
    if answer.status_code >= 500:
        raise ProviderUnreachable(url=url, reason=f"HTTP {answer.status_code}")
    if answer.status_code != 200:
        raise ProviderWrong(kind="status", url=url, found=str(answer.status_code))
    return answer


def _json(answer: Response, url: str) -> object:
    try:
        return answer.json()
    except (ValueError, RecursionError) as error:
        raise ProviderWrong(kind="metadata", url=url, found="JSON") from error


def reason_of(error: BaseException) -> str:
    """Why a provider was not reached, without the layers that say so one after the other."""
    inner: Any = error
    while (deeper := getattr(inner, "reason", None) or next(iter(inner.args), None)) and isinstance(
        deeper, BaseException
    ):
        inner = deeper
    return str(inner)[:300] or type(inner).__name__


def _said(error: OAuthError) -> str:
    text = f"{error.error} {error.description or ''}"
    return "".join(each for each in text if each.isprintable()).strip()[:200]
