"""Rounds: what is asked, what was answered, what a supervisor has to look at."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from huyula.competence import policies, rules
from huyula.competence.models import Competence, Indicator, Rating, Round, RoundItem
from huyula.competence.queries.levels import Gap, Said, words_of
from huyula.competence.rules import Frequency, RatedBy, Source
from huyula.people.models import Person

MOST = 100


@dataclass(frozen=True)
class Asked:
    """A competence of a round with the newest word of the person and of the supervisor, and what was expected.

    `expected` is the last level that somebody else than the person confirmed before, else what the post requires.
    """

    item: RoundItem
    own: Rating | None
    supervisor: Rating | None
    expected: int
    basis: Said | None

    @property
    def competence(self) -> Competence:
        """Give the competence."""
        return self.item.competence

    @property
    def is_far(self) -> bool:
        """Say whether the own rating lies two levels or more from what was expected."""
        return self.own is not None and rules.is_far(self.own.level, self.expected)

    @property
    def waits(self) -> bool:
        """Say whether the supervisor has not spoken yet."""
        return self.own is not None and self.supervisor is None


@dataclass(frozen=True)
class Sheet:
    """A round with everything that was said in it."""

    round: Round
    asked: Sequence[Asked]

    @property
    def answered(self) -> int:
        """Count the competences that the person has answered."""
        return sum(one.own is not None for one in self.asked)

    @property
    def is_answered(self) -> bool:
        """Say whether nothing is left to answer."""
        return self.answered == len(self.asked)

    @property
    def is_finished(self) -> bool:
        """Say whether it was sent to the supervisor."""
        return hasattr(self.round, "finish")

    @cached_property
    def next(self) -> Asked | None:
        """Give the first competence that is not answered."""
        return next((one for one in self.asked if one.own is None), None)

    @cached_property
    def far(self) -> list[Asked]:
        """List what the supervisor has to look at one by one: great differences that still wait."""
        return [one for one in self.asked if one.waits and one.is_far]

    @cached_property
    def rest(self) -> list[Asked]:
        """List what the supervisor may confirm together."""
        return [one for one in self.asked if one.waits and not one.is_far]

    @cached_property
    def done(self) -> list[Asked]:
        """List what the supervisor has spoken about."""
        return [one for one in self.asked if one.supervisor is not None]

    def of(self, code: str) -> Asked | None:
        """Give one competence of the round."""
        return next((one for one in self.asked if one.competence.code == code), None)

    def after(self, code: str) -> Asked | None:
        """Give the next competence to answer after one, going round from the end to the beginning."""
        codes = [one.competence.code for one in self.asked]
        at = codes.index(code) + 1 if code in codes else 0
        return next((one for one in (*self.asked[at:], *self.asked[:at]) if one.own is None), None)


def open_round(person: Person, agency: uuid.UUID) -> Round | None:
    """Give the round that somebody has begun in an agency and not finished. One query."""
    return Round.objects.filter(person=person, agency=agency, finish__isnull=True).order_by("-pk").first()


def last_finish(person: Person, agency: uuid.UUID) -> dt.datetime | None:
    """Say when somebody finished a round in an agency the last time. One query."""
    rows = Round.objects.filter(person=person, agency=agency, finish__isnull=False).order_by("-finish__at")
    return rows.values_list("finish__at", flat=True).first()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a round would ask, in its order, and about how many minutes it takes."""

    gaps: Sequence[Gap]
    minutes: int


def plan_of(found: Iterable[Gap], day: dt.date) -> Plan:
    """Choose from somebody's gaps what a round of a day would ask. One query."""
    by_code = {gap.competence.code: gap for gap in found}
    codes = {gap.competence.pk: code for code, gap in by_code.items()}
    acts: dict[str, list[Indicator]] = defaultdict(list)
    for row in Indicator.objects.current().filter(competence__in=codes).order_by("pk"):
        acts[codes[row.competence_id]].append(row)
    candidates = [rules.Candidate(code, by_code[code].risk, by_code[code].last_on) for code in acts]
    chosen = [by_code[code] for code in rules.to_ask(candidates, today=day)]
    shown = [
        str(act)
        for gap in chosen
        for act in acts[gap.competence.code]
        if act.level <= rules.asked_up_to(gap.required.level)
    ]
    return Plan(chosen, rules.minutes_for(shown))


def indicators_of(competence: Competence, *, up_to: int = rules.HIGHEST) -> list[Indicator]:
    """Give the acts of a competence, level by level. One query."""
    return list(
        Indicator.objects.current().filter(competence=competence, level__lte=up_to).order_by("level", "place", "pk")
    )


def answers_of(rating: Rating) -> list[tuple[Indicator, Frequency]]:
    """Give the acts that were shown with what the person said, level by level. One query."""
    said = rating.said
    rows = Indicator.objects.filter(pk__in=said).order_by("level", "place", "pk")
    return [(row, said[row.pk]) for row in rows]


def sheet_of(held: Round) -> Sheet:
    """Give a round with what was said in it. Four queries at most."""
    return sheets_of([held])[0]


def address_after(held: Round, code: str) -> str:
    """Lead on from a competence to the next that is not answered, else to the end of the round. Four queries."""
    after = sheet_of(held).after(code)
    if after:
        return reverse("competence:rating", args=[held.pk, after.competence.code])
    return reverse("competence:round", args=[held.pk])


def sheets_of(rounds: Sequence[Round]) -> list[Sheet]:
    """Give rounds with what was said in them. Three queries, however many."""
    items = RoundItem.objects.filter(round__in=rounds).select_related("competence").order_by("round", "place", "pk")
    by_round = {key: list(rows) for key, rows in groupby(items, key=lambda item: item.round_id)}
    own, supervisor = _newest(rounds)
    words = words_of({held.person_id for held in rounds}, dt.date.max)
    return [
        Sheet(
            held,
            [
                _asked(item, held, own=own, supervisor=supervisor, words=words.get(held.person_id, {}))
                for item in by_round.get(held.pk, ())
            ],
        )
        for held in rounds
    ]


def _newest(rounds: Collection[Round]) -> tuple[dict[tuple[int, int], Rating], dict[tuple[int, int], Rating]]:
    rows = Rating.objects.filter(round__in=rounds).order_by("round", "competence", "rated_by", "-pk")
    found: dict[str, dict[tuple[int, int], Rating]] = {RatedBy.SELF: {}, RatedBy.SUPERVISOR: {}}
    for row in rows.distinct("round", "competence", "rated_by"):
        found[row.rated_by][row.round_id, row.competence_id] = row
    return found[RatedBy.SELF], found[RatedBy.SUPERVISOR]


def _asked(
    item: RoundItem,
    held: Round,
    *,
    own: Mapping[tuple[int, int], Rating],
    supervisor: Mapping[tuple[int, int], Rating],
    words: Mapping[int, Sequence[Said]],
) -> Asked:
    """Put one competence of a round together; the supervisor's word in this very round is no expectation."""
    key = (held.pk, item.competence_id)
    spoken = supervisor.get(key)
    until = timezone.localdate(spoken.received_at) if spoken else dt.date.max
    said = [word for word in words.get(item.competence_id, ()) if word.source != Source.SELF and word.on < until]
    basis = rules.deciding(said)
    return Asked(item, own.get(key), spoken, basis.level if basis else item.required, basis)


def waiting_rounds(led: QuerySet[Person]) -> list[Round]:
    """Give the rounds of these persons in which something waits for their supervisor, oldest first. One query."""
    rows = policies.rounds_of(led).filter(Exists(unspoken_items())).select_related("finish")
    return list(rows.order_by("finish__at", "pk")[:MOST])


def unspoken_items() -> QuerySet[RoundItem]:
    """Give what of a round (the query around it) waits for a supervisor's word."""
    spoken = Rating.objects.filter(
        round=OuterRef("round"), competence=OuterRef("competence"), rated_by=RatedBy.SUPERVISOR
    )
    return RoundItem.objects.filter(~Exists(spoken), round=OuterRef("pk")).order_by()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody's own rounds stand in an agency: how far the open one is, and when the last was finished."""

    open_id: int | None
    answered: int
    asked: int
    finished_at: dt.datetime | None

    @property
    def again_on(self) -> dt.date | None:
        """Give the day from which another round may be opened, None if any day."""
        return timezone.localdate(self.finished_at) + rules.BETWEEN_ROUNDS if self.finished_at else None


def standing_of(person: uuid.UUID, agency: uuid.UUID) -> Standing:
    """Say where somebody's rounds stand. One query."""
    rows = Round.objects.filter(person=person, agency=agency).order_by("-pk")
    answered = Count("ratings__competence", filter=Q(ratings__rated_by=RatedBy.SELF), distinct=True)
    counted = rows.annotate(answered=answered, asked=Count("items", distinct=True))
    found = list(counted.values_list("pk", "answered", "asked", "finish__at")[:2])
    opened = next((row for row in found if row[3] is None), None)
    finished = next((row[3] for row in found if row[3] is not None), None)
    return Standing(opened[0] if opened else None, *(opened[1:3] if opened else (0, 0)), finished)
