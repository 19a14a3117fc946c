"""A password hasher that counts: equal work is compared by what was done, not by the clock."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class CountingHasher(PBKDF2PasswordHasher):
    """One iteration, counted."""

    algorithm = "counted"
    iterations = 1
    count = 0

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Hash and count."""
        type(self).count += 1
        return super().encode(password, salt, iterations)
