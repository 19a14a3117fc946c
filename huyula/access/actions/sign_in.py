"""How the framework finds out who signs in."""

import uuid
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from huyula.access import queries
from huyula.access.models import User


class SignInBackend(BaseBackend):
    """Accounts by NIP, address or name, each found by its blind index under every key.

    One look-up and one password hash, whether the name is unknown, the account closed, without a password, or the
    password wrong: neither the answer nor the work tells which.
    """

    def authenticate(
        self, request: HttpRequest | None, name: str = "", password: str = "", **_credentials: Any
    ) -> User | None:
        """Give the account whose name and password these are, or None."""
        user = queries.user_by_name(name)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: uuid.UUID) -> User | None:
        """Give the account of a session; a closed one is signed out by this. One query."""
        return queries.open_account(user_id)
