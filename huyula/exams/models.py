"""Quizzes and their questions; attempts, their answers and results. Triggers freeze and guard (migration 0002)."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from huyula.access.models import Agency
from huyula.exams.rules.answers import MOST_SEQUENCE
from huyula.exams.rules.quizzes import QuestionKind, Reveal
from huyula.people.models import Person


class Quiz(models.Model):
    """Questions with a pass mark. Once published it never changes; a change is a new quiz that names this one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=7, default="id")
    pass_percent = models.PositiveSmallIntegerField(default=70)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: without a clock.")
    attempts = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: as many as one likes.")
    reveal = models.CharField(max_length=9, choices=Reveal, default=Reveal.WHEN_DONE)
    is_shuffled = models.BooleanField(default=False, help_text="Options stand in another order in each attempt.")
    previous = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "quizzes"
        constraints = [
            models.CheckConstraint(condition=Q(pass_percent__range=(1, 100)), name="exams_quiz_pass_mark"),
            models.CheckConstraint(condition=Q(minutes__isnull=True) | Q(minutes__gte=1), name="exams_quiz_minutes"),
            models.CheckConstraint(condition=Q(attempts__isnull=True) | Q(attempts__gte=1), name="exams_quiz_attempts"),
            models.CheckConstraint(condition=~Q(previous=F("id")), name="exams_quiz_not_its_own_past"),
        ]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question of a quiz; prompt and feedback are cleaned HTML."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="questions")
    place = models.PositiveSmallIntegerField(help_text="Counts from 1.")
    kind = models.CharField(max_length=7, choices=QuestionKind)
    prompt = models.TextField()
    points = models.PositiveSmallIntegerField(default=1)
    feedback = models.TextField(blank=True, help_text="Why; shown with the right answer, never before.")
    typos = models.PositiveSmallIntegerField(default=0, help_text="Slips of the pen that a short answer may have.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quiz", "place"], name="exams_question_place"),
            models.CheckConstraint(condition=Q(place__gte=1), name="exams_question_from_one"),
            models.CheckConstraint(condition=Q(points__range=(1, 100)), name="exams_question_points"),
            models.CheckConstraint(
                condition=Q(typos=0) | Q(typos__lte=2, kind=QuestionKind.SHORT), name="exams_question_typos"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}"


class Option(models.Model):
    """One thing that can be chosen."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="options")
    place = models.PositiveSmallIntegerField(help_text="Counts from 1.")
    text = models.CharField(max_length=500)
    is_right = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "place"], name="exams_option_place")]

    def __str__(self) -> str:
        return self.text


class ShortKey(models.Model):
    """One text that is right."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="keys")
    text = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "text"], name="exams_key_once")]

    def __str__(self) -> str:
        return self.text


class Attempt(models.Model):
    """One try of a person at a quiz: opened, timed and closed by the server."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="tries")
    number = models.PositiveSmallIntegerField(help_text="Counts from 1.")
    key = models.UUIDField(help_text="The act by which it was opened; sent again, it opens nothing new.")
    nonce = models.UUIDField(default=uuid.uuid4, help_text="Drawn by the server; decides the order of options.")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, help_text="Empty: without a clock.")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "quiz", "number"], name="exams_attempt_number"),
            models.UniqueConstraint(
                fields=["person", "quiz"], condition=Q(closed_at__isnull=True), name="exams_attempt_one_open"
            ),
            models.UniqueConstraint(fields=["person", "quiz", "key"], name="exams_attempt_key"),
            models.CheckConstraint(condition=Q(number__gte=1), name="exams_attempt_from_one"),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=F("opened_at")), name="exams_attempt_time"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")), name="exams_attempt_closed"
            ),
        ]
        indexes = [
            models.Index(fields=["closes_at"], condition=Q(closed_at__isnull=True), name="exams_attempt_to_close"),
            models.Index(fields=["quiz", "person"], name="exams_attempt_of_quiz"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def is_open(self) -> bool:
        """Say whether it has not been closed yet."""
        return self.closed_at is None


class Answer(models.Model):
    """One answer as it arrived. Only ever added; which one counts is decided by `rules.standing`."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answers", db_index=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+", db_index=False)
    event = models.UUIDField(help_text="The id that the device gave it.")
    options = ArrayField(models.BigIntegerField(), default=list, blank=True)
    text = models.CharField(max_length=500, blank=True)
    device = models.CharField(max_length=32, blank=True, help_text="Which sign-in sent it, as a digest.")
    sequence = models.BigIntegerField(help_text="Its place among the acts of its device.")
    made_at = models.DateTimeField(help_text="By the clock of the device: evidence only.")
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "event"], name="exams_answer_event"),
            models.CheckConstraint(
                condition=Q(sequence__gte=0, sequence__lt=MOST_SEQUENCE), name="exams_answer_sequence"
            ),
            models.CheckConstraint(condition=Q(options=[]) | Q(text=""), name="exams_answer_one_kind"),
        ]
        indexes = [models.Index(fields=["attempt", "question", "sequence"], name="exams_answer_of_attempt")]

    def __str__(self) -> str:
        return str(self.event)


class HandIn(models.Model):
    """That an attempt is closed: when, and by which act; without an act it was the clock."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="hand_in")
    at = models.DateTimeField()
    event = models.UUIDField(null=True)

    def __str__(self) -> str:
        return str(self.at)

    @property
    def is_by_clock(self) -> bool:
        """Say whether nobody handed it in before the time was over."""
        return self.event is None


class Result(models.Model):
    """What an attempt is worth. Its arithmetic can be done again from its marks."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="result")
    points = models.DecimalField(max_digits=7, decimal_places=2)
    most = models.DecimalField(max_digits=7, decimal_places=2)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    pass_percent = models.PositiveSmallIntegerField()
    is_passed = models.BooleanField()
    rule = models.CharField(max_length=20, help_text="Which version of the marking rule gave the points.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=F("most"), most__gt=0), name="exams_result_points"
            ),
            models.CheckConstraint(
                condition=Q(is_passed=True, points__gte=F("most") * F("pass_percent") / 100)
                | Q(is_passed=False, points__lt=F("most") * F("pass_percent") / 100),
                name="exams_result_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"


class Mark(models.Model):
    """What one question of an attempt is worth, and the answer for which."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="marks")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    answer = models.ForeignKey(Answer, null=True, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["result", "question"], name="exams_mark_once"),
            models.CheckConstraint(condition=Q(points__gte=0), name="exams_mark_points"),
        ]

    def __str__(self) -> str:
        return f"{self.points}"
