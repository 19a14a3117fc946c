"""Reading the ledger: the postings of an agency, newest first, and one posting with all it rests on."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404

from huyula.access.models import User
from huyula.hours import policies
from huyula.hours.models import Posting, PostingQuerySet
from huyula.hours.queries.references import Asked
from huyula.journal.models import Entry
from huyula.people import queries as people
from huyula.people.models import Biodata, Identifier, IdentifierKind, Person

PAGE = 50


def posting_because(because: Entry, *, person: Person, asked: Asked) -> Posting | None:
    """Give the posting that was made for a person because of an entry, for this form, scope and unit. One query."""
    rows = Posting.objects.filter(because=because, person=person, reverses__isnull=True)
    return rows.filter(rule__form=asked.form, rule__scope=asked.scope, rule__unit=asked.unit).first()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a ledger is wanted: year, form, part of a name, only counter-postings, only what is older than one."""

    year: int | None = None
    form: str = ""
    q: str = ""
    only_counters: bool = False
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of a ledger: postings newest first, the names of their persons, and from where older ones go on."""

    rows: Sequence[Posting]
    names: Mapping[uuid.UUID, str]
    older: int | None


def ledger(agency: uuid.UUID, *, wanted: Wanted, by: policies.Office, user: User) -> Ledger:
    """Give a page of 50 of an agency's postings. Two queries, wherever in the ledger it is."""
    rows = Posting.objects.filter(agency=agency) if by.among is None else policies.visible_postings(user)
    rows = rows.filter(agency=agency)
    if wanted.before is not None:
        rows = rows.filter(pk__lt=wanted.before)
    if wanted.year is not None:
        rows = rows.filter(year=wanted.year)
    if wanted.form:
        rows = rows.filter(rule__form=wanted.form)
    if wanted.only_counters:
        rows = rows.filter(reverses__isnull=False)
    for word in wanted.q.split():
        rows = rows.filter(Exists(_named(word, agency)))
    found = list(rows.select_related("rule__form", "counter").order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    names = people.names_of({row.person_id for row in shown})
    return Ledger(shown, names, shown[-1].pk if len(found) > PAGE else None)


def _named(word: str, agency: uuid.UUID) -> QuerySet[Biodata]:
    return Biodata.objects.standing().filter(agency=agency, person=OuterRef("person"), name__icontains=word)


def posting_shown(user: User, pk: int) -> Posting:
    """Give a posting with all that its page shows. Raises Http404 unless the user sees it."""
    rows = policies.visible_postings(user)
    rows = rows.select_related("rule__form", "because", "counter", "reverses", "agency", "person")
    found: Posting = get_object_or_404(rows, pk=pk)
    return found


def exported(rows: PostingQuerySet, *, year: int | None, known_at: dt.datetime | None, after: int) -> PostingQuerySet:
    """Give postings as programs read them: oldest first from one on, as the ledger stood at a moment (None = now).

    Each has `nip`, the number that holds now. One query when read.
    """
    if year is not None:
        rows = rows.filter(year=year)
    if known_at is not None:
        rows = rows.filter(at__lt=known_at)
    nips = Identifier.objects.standing().filter(
        person=OuterRef("person"), kind=IdentifierKind.NIP, valid__upper_inf=True
    )
    listed = rows.filter(pk__gt=after).annotate(nip=Subquery(nips.values("value")[:1]))
    return listed.select_related("rule", "agency").order_by("pk")


def of_completion(completion: Model, **_words: Any) -> Mapping[str, object]:
    """Fill the page of something completed: the hours that were posted because of it. One query."""
    about = completion._meta.label_lower
    rows = Posting.objects.filter(because__about=about, because__about_id=str(completion.pk), reverses__isnull=True)
    return {"postings": list(rows.select_related("rule__form", "counter").order_by("pk"))}
