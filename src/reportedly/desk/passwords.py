"""Passwords: what may be one, and their argon2 hashes."""

from __future__ import annotations

import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from reportedly.errors import UsageError
from reportedly.store.people import name_key

SHORTEST, LONGEST = 12, 200
# Each hash takes 64 MB while it is made (RFC 9106, second choice): many at once must not take all the memory there is.
AT_ONCE = 4


class Passwords:
    """Makes and checks hashes (argon2id); no more than a few at a time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = threading.BoundedSemaphore(AT_ONCE)
        self._nobody = self._hasher.hash(secrets.token_hex())

    def hash(self, password: str) -> str:
        """Password -> its hash, with its salt."""
        with self._turn:
            return self._hasher.hash(_same_letters(password))

    def fits(self, hashed: str | None, password: str) -> bool:
        """Hash and password -> whether they belong together. For nobody's hash (``None``) it takes as long, and never fits."""
        with self._turn:
            try:
                self._hasher.verify(hashed or self._nobody, _same_letters(password[: LONGEST + 1]))
            except (VerificationError, InvalidHashError):
                return False
        return hashed is not None

    def is_old(self, hashed: str) -> bool:
        """Whether a hash was made with weaker settings than those of today."""
        return self._hasher.check_needs_rehash(hashed)


def check_password(password: str, again: str, name: str) -> str:
    """A password as it was chosen, twice, and whose it is -> the password. Raises :class:`UsageError`.

    Length is what counts, not kinds of characters (NIST SP 800-63B, 3.1.1.2).
    """
    if password != again:
        raise UsageError("the two passwords are not the same")
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(f"a password has at least {SHORTEST} characters, and {LONGEST} at most; a few words do well")
    if len(set(password)) < 5 or name_key(password) == name_key(name):
        raise UsageError("this password is too easy to guess")
    return password


def _same_letters(password: str) -> bytes:
    """The same letters have the same bytes, whatever the keyboard made of them (RFC 8265)."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace")
