"""Years, decrees, holidays and hours."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.dates import WEEKDAYS

from huyula.access.models import Agency
from huyula.calendar.rules import Kind, Season, Stretch
from huyula.lib.law import DateRange, LegalRule, LegalRuleQuerySet
from huyula.lib.temporal import Recorded, RecordedQuerySet, no_overlap


class CalendarYear(models.Model):
    """A year whose holidays were entered. One that is not here is unknown, never free of holidays."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=200, help_text="Where its first rows came from.")
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.year)


class Decree(models.Model):
    """The decision by which holidays and collective leave of a year became certain (SKB of three ministers)."""

    year = models.ForeignKey(CalendarYear, on_delete=models.PROTECT, related_name="decrees")
    number = models.CharField(max_length=150, help_text="As one would cite it.")
    dated_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="calendar_decree_once")]

    def __str__(self) -> str:
        return self.number


class HolidayQuerySet(RecordedQuerySet["Holiday"]):
    """Holidays by year and by whom they hold for."""

    def of_year(self, year: int) -> Self:
        """Keep the days of a year."""
        return self.filter(day__gte=dt.date(year, 1, 1), day__lte=dt.date(year, 12, 31))

    def for_agency(self, agency: Agency | None) -> Self:
        """Keep what holds for an agency: the whole country's and its own; for None only the country's."""
        own = Q(agency=agency) if agency else Q(pk__in=[])
        return self.filter(Q(agency__isnull=True) | own)


class Holiday(Recorded):
    """A day off. A row is never changed: confirming or withdrawing closes it."""

    day = models.DateField()
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=16, choices=Kind)
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: the whole country."
    )
    source = models.CharField(max_length=300, help_text="Legal basis, or the package that proposed it.")
    confirmed = models.BooleanField(default=False, help_text="A legal basis names this very day.")
    decree = models.ForeignKey(Decree, null=True, on_delete=models.PROTECT, related_name="+")

    objects = HolidayQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["day"], name="calendar_holiday_day")]
        constraints = [
            no_overlap("calendar_holiday_once", same=["day", "name"], valid=False, when=Q(agency__isnull=True)),
            no_overlap(
                "calendar_holiday_once_local", same=["agency", "day", "name"], valid=False, when=Q(agency__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.LOCAL, agency__isnull=False) | (~Q(kind=Kind.LOCAL) & Q(agency__isnull=True)),
                name="calendar_holiday_of_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Withdrawal(models.Model):
    """That a holiday was taken out of the calendar: by whom, when and why."""

    holiday = models.OneToOneField(Holiday, on_delete=models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    reason = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.reason


class WorkingHoursQuerySet(LegalRuleQuerySet["WorkingHours"]):
    """Hours by day."""


class WorkingHours(LegalRule):
    """The hours of one weekday of an agency in a season. A weekday without a row is not worked."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    season = models.CharField(max_length=8, choices=Season, default=Season.NORMAL)
    weekday = models.PositiveSmallIntegerField(help_text="1 = Monday, 7 = Sunday")
    starts = models.TimeField()
    ends = models.TimeField()
    rest_minutes = models.PositiveSmallIntegerField(default=0)

    objects = WorkingHoursQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="calendar_hours_weekday"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="calendar_hours_in_order"),
            ExclusionConstraint(
                name="calendar_hours_once",
                expressions=[
                    ("agency", RangeOperators.EQUAL),
                    ("season", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", RangeBoundary(True, True)), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts:%H.%M}-{self.ends:%H.%M}"

    @property
    def weekday_name(self) -> str:
        """Name the weekday."""
        return str(WEEKDAYS[self.weekday - 1])

    @property
    def stretch(self) -> Stretch:
        """Give the hours as a value."""
        return Stretch(self.starts, self.ends, self.rest_minutes)
