"""Rules of law as data: each with its days, its legal basis, and whether somebody has confirmed it."""

import datetime as dt
from typing import Self, TypeVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Func, Q

M = TypeVar("M", bound=models.Model, covariant=True)


class LegalRuleQuerySet(models.QuerySet[M]):
    """Rules by the day they are asked about."""

    def in_force(self, day: dt.date) -> Self:
        """Keep the rules that hold on a day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class DateRange(Func):
    """The days from one to another, both included, for constraints over pairs of days."""

    function = "daterange"
    output_field = DateRangeField()


class LegalRule(models.Model):
    """A rule with its first and last day, its legal basis, and the mark that an agency confirmed it."""

    valid_from = models.DateField(help_text="First day of force.")
    valid_to = models.DateField(null=True, blank=True, help_text="Last day of force; empty = until further notice.")
    legal_basis = models.CharField(max_length=300, help_text="Regulation and article, as one would cite it.")
    confirmed = models.BooleanField(default=False, help_text="An agency has checked it against the regulation.")

    class Meta:
        abstract = True
