"""The secrets in a run's links. The database knows only their hashes, so that a copy of it opens no run."""

import base64
import hashlib
import hmac
import re
import secrets

BYTES = 16  # 128 bits: nobody can guess one
TOKEN = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]")  # base64url of 16 bytes, without padding


def new_token() -> str:
    """A new secret for a link: 22 characters of base64url."""
    return _written(secrets.token_bytes(BYTES))


def is_token(text: str) -> bool:
    """Whether a text has the form of a token."""
    return TOKEN.fullmatch(text) is not None


def key_of(token: str) -> str:
    """What the database keeps of a token: its SHA-256, 64 characters of hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def view_token(token: str, revoked: int) -> str:
    """The token of the link that only shows the run. It tells nobody the token of the other link.

    Args:
        token: The token of the link that may answer.
        revoked: How often the link that only shows was revoked: each time it gets another token.
    """
    made = hmac.digest(token.encode(), f"view {revoked}".encode(), "sha256")
    return _written(made[:BYTES])


def _written(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
