"""The token in a link's address: the link's id, signed.

The signature is an HMAC-SHA256 over purpose and id with a key that all processes of a site share through its database
(`engine.identity.secrets`), so a link outlives restarts and works at any of them. It makes the token as hard to guess
as 32 random bytes, lets a made-up one be told without a look at the database, and is good for nothing but links.

The token is stored nowhere: the database and the history keep its SHA-256, and e-mails get it when they leave. It is
derived rather than drawn so that those who may see a link can see it again, with no need to make another one and so to
break the one that the client has. The price: whoever reads the key in the database can make it as well; a link opens
one form of one opportunity, until it is answered, revoked or expired.
"""

import base64
import hashlib
import hmac

PURPOSE = b"cauce client link 1\0"
SECRET = "client links"
"""The name of the key among the site's secrets."""
_ID, _LENGTH = 8, 54


def id_of_event(folio: str, seq: int) -> str:
    """The id of the link that an event makes: 16 hexadecimal digits. It need not be hard to guess, the token is."""
    return hashlib.sha256(f"{folio}.{seq}".encode()).hexdigest()[: 2 * _ID]


def token_of(key: bytes, id: str) -> str:
    """The token of the link with that id."""
    raw = bytes.fromhex(id)
    signed = raw + hmac.digest(key, PURPOSE + raw, "sha256")
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()


def id_of(key: bytes, token: str) -> str | None:
    """The id that a token of ours holds; None for anything else."""
    if len(token) != _LENGTH or not token.isascii():
        return None
    try:
        id = base64.urlsafe_b64decode(token + "==")[:_ID].hex()
        # Against the token written anew: of the ways to write the same bytes only one is ours.
        return id if hmac.compare_digest(token_of(key, id), token) else None
    except ValueError:
        return None


def digest(token: str) -> str:
    """What is kept of a token: hexadecimal SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()
