"""Reading the hours of one person in one year: how many, of which kind, against which target."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Subquery, Sum

from huyula.access.models import AgencyKind, User
from huyula.hours import rules
from huyula.hours.models import DutyRule, Posting, PostingQuerySet, TargetRule
from huyula.hours.rules import Bucket, State
from huyula.lib import clock
from huyula.lib.paging import Page, page_of
from huyula.lib.prepared import prepared, prepared_with
from huyula.people import queries as people
from huyula.people.models import Category, Person, Standing


@dataclass(frozen=True, slots=True)
class YearOfHours:
    """A person's hours in a year as the ledger has them.

    `jp` is None where nothing was recorded, which is not the same as zero. `target` is the rule of their category and
    `duty` that of their legal standing on `day`, each None where there is no rule (or no standing is known).
    """

    year: int
    day: dt.date
    jp: Decimal | None
    target: TargetRule | None
    duty: DutyRule | None
    category: str
    postings: Page[Posting]
    buckets: Mapping[Bucket, Decimal]
    first_year: int

    @property
    def years(self) -> list[int]:
        """Give the years that can be looked at: this one and the two before, and back to the first posting."""
        now = clock.today().year
        return list(range(now, min(self.first_year, now - 2) - 1, -1))

    @property
    def least(self) -> Decimal | None:
        """Give the JP that are asked for, None where none are."""
        return self.target.least if self.target and self.state not in {State.EXEMPT, State.UNDECIDED} else None

    @property
    def state(self) -> State:
        """Say how the person stands."""
        least = self.target.least if self.target else None
        return rules.state_of(self.jp, least=least, counts=self.duty.counts if self.duty else None)

    @property
    def is_met(self) -> bool:
        """Say whether the target is met."""
        return self.state == State.MET

    @property
    def missing(self) -> Decimal:
        """Give the JP that are still to come."""
        return max((self.least or Decimal(0)) - (self.jp or Decimal(0)), Decimal(0))

    @property
    def drawn(self) -> tuple[int | float, int | float]:
        """Give JP and target as charts draw them."""
        return _plain(self.jp or Decimal(0)), _plain(self.least or Decimal(0))

    @property
    def parts(self) -> list[tuple[str, int | float, str]]:
        """Give the JP of each kind of learning as charts draw them, with its label and the way to its postings."""
        here = f"?year={self.year}&kind="
        return [
            (str(bucket.label), _plain(jp), f"{here}{bucket.value}#postings") for bucket, jp in self.buckets.items()
        ]

    @property
    def is_over(self) -> bool:
        """Say whether there are more JP than the category may have; it warns and stops nobody."""
        most = self.target.most if self.target else None
        return most is not None and (self.jp or 0) > most


def _plain(jp: Decimal) -> int | float:
    return int(jp) if jp == int(jp) else float(jp)


def year_of(
    person: Person | uuid.UUID,
    year: int,
    *,
    agencies: Collection[uuid.UUID] | None = None,
    page: int | None = 1,
    bucket: Bucket | None = None,
) -> YearOfHours:
    """Give a person's hours of a year, from the postings of these agencies (None = of all); page None = no postings.

    `bucket`: list the postings of one kind of learning alone; all sums stay those of the year.
    The target is that of the last day of the year, in the present year that of today. Four queries, and one more where
    the legal standing has no rule.
    """
    wanted = person.pk if isinstance(person, Person) else person
    rows = _postings(wanted, agencies)
    sums = _sums(person=wanted) if agencies is None else list(_by_bucket(rows))
    buckets = {Bucket(bucket): jp for in_year, bucket, jp in sums if in_year == year}
    day = min(clock.today(), dt.date(year, 12, 31))
    duty, category = _duty(wanted, day)
    listed = rows.filter(year=year).select_related("rule__form", "because", "counter", "agency")
    if bucket:
        listed = listed.filter(rule__form__bucket=bucket)
    return YearOfHours(
        year=year,
        day=day,
        jp=sum(buckets.values(), Decimal(0)) if buckets else None,
        target=_target(category, day),
        duty=duty,
        category=str(Category(category).label) if category else "",
        postings=page_of(listed.order_by("-on", "-pk"), number=page) if page else Page([], 1, has_next=False),
        buckets={bucket: buckets[bucket] for bucket in Bucket if bucket in buckets},
        first_year=sums[0][0] if sums else year,
    )


def _postings(person: uuid.UUID, agencies: Collection[uuid.UUID] | None) -> PostingQuerySet:
    rows = Posting.objects.real().filter(person=person)
    return rows if agencies is None else rows.filter(agency__in=agencies)


def _duty(person: uuid.UUID, day: dt.date) -> tuple[DutyRule | None, str]:
    """Give the rule about a person's legal standing on a day, and the category in which they serve."""
    for found in _duties(person=person, day=day):
        return found, found.category  # type: ignore[attr-defined]  # annotated there
    standing = Standing.objects.as_of(day).filter(person=person).order_by("-valid", "pk")
    return None, standing.values_list("category", flat=True).first() or ""


def _target(category: str, day: dt.date) -> TargetRule | None:
    return next(iter(_targets(category=category, day=day)), None)


@prepared_with(AgencyKind.PRACTICE.value)
def _sums(*, person: uuid.UUID) -> QuerySet[Any, Any]:
    return _by_bucket(_postings(person, None))


def _by_bucket(rows: PostingQuerySet) -> QuerySet[Any, Any]:
    return rows.order_by("year").values_list("year", "rule__form__bucket").annotate(Sum("jp"))


@prepared
def _duties(*, person: uuid.UUID, day: dt.date) -> QuerySet[DutyRule]:
    standing = Standing.objects.as_of(day).filter(person=person).order_by("-valid", "pk")
    rules_of_day = DutyRule.objects.in_force(day).annotate(category=Subquery(standing.values("category")[:1]))
    return rules_of_day.filter(legal_status=Subquery(standing.values("legal_status")[:1]))[:1]


@prepared
def _targets(*, category: str, day: dt.date) -> QuerySet[TargetRule]:
    return TargetRule.objects.in_force(day).filter(category=category)[:1]


def home_card(*, user: User) -> Mapping[str, object]:
    """Fill the first page: the hours of this year of whoever is signed in; nothing without a person. Three queries."""
    person = people.me(user).person
    return {"hours": year_of(person, clock.today().year, page=None)} if person else {}


def person_card(*, person: Person, is_own: bool, sees_internal: bool) -> Mapping[str, object]:
    """Fill the page of a person: the way to their hours, for whoever sees what is internal."""
    return {"person": person, "is_own": is_own} if sees_internal else {}
