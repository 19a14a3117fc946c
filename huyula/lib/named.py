"""A part of a query in SQL whose places have names."""

import re

from django.db.models.expressions import RawSQL


class Named(RawSQL):
    """SQL with places like `%(day)s`, each of which may stand in it several times."""

    def __init__(self, sql: str, **words: object) -> None:
        """Put the words at their places, in order."""
        places = re.findall(r"%\((\w+)\)s", sql)
        super().__init__(re.sub(r"%\(\w+\)s", "%s", sql), [words[place] for place in places])
