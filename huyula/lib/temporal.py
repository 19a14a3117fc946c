"""Facts with two times: when they held (`valid`) and when we knew it (`recorded`).

A correction closes the recorded range of the old row and writes a new one, so that any day can be asked about as it
was, and as it was known. Snodgrass, Developing Time-Oriented Database Applications in SQL (1999), chapter 10.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Self, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

M = TypeVar("M", bound=models.Model, covariant=True)


class RecordedQuerySet(models.QuerySet[M]):
    """Rows by when they were known."""

    def standing(self) -> Self:
        """Keep what is held to be true now: rows that no correction has closed."""
        return self.filter(recorded__upper_inf=True)

    def known_at(self, moment: dt.datetime | None) -> Self:
        """Keep what was held to be true at a moment (aware datetime; None = now)."""
        return self.standing() if moment is None else self.filter(recorded__contains=moment)


class BitemporalQuerySet(RecordedQuerySet[M]):
    """Rows by the day they speak about and by when they were known."""

    def as_of(self, day: dt.date, known_at: dt.datetime | None = None) -> Self:
        """Keep what held on `day`, as it was known at `known_at` (None = as we know it now)."""
        return self.known_at(known_at).filter(valid__contains=day)


class Recorded(models.Model):
    """A row that is never changed: a correction closes it and writes another."""

    recorded = DateTimeRangeField(help_text="From when to when this was held to be true; open = still.")

    class Meta:
        abstract = True


class Bitemporal(Recorded):
    """A recorded row that also speaks about a span of days, upper bound excluded."""

    valid = DateRangeField(help_text="The days on which this held; open = until further notice.")

    class Meta:
        abstract = True


def no_overlap(name: str, *, same: Sequence[str], valid: bool = True, when: Q | None = None) -> ExclusionConstraint:
    """Build the constraint by which the database refuses two rows for the same thing at the same time.

    `same` names the columns that identify the thing. With `valid=False` only the recorded ranges are compared.
    """
    expressions: list[tuple[str, str]] = [(field, RangeOperators.EQUAL) for field in same]
    expressions.append(("recorded", RangeOperators.OVERLAPS))
    if valid:
        expressions.append(("valid", RangeOperators.OVERLAPS))
    return ExclusionConstraint(name=name, expressions=expressions, condition=when)
