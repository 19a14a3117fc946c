"""Courses in frozen versions, and what people did in them. Triggers hold what is frozen and only added (0002)."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from huyula.access.models import Agency
from huyula.competence.models import Competence
from huyula.exams.models import Quiz
from huyula.files.models import Blob
from huyula.learning.rules.courses import Form, LessonKind
from huyula.people.models import Person


class Course(models.Model):
    """Something an agency teaches, known by a code; what it says stands in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="learning_course_code")]

    def __str__(self) -> str:
        return self.code


class CourseVersionQuerySet(models.QuerySet["CourseVersion"]):
    """Versions by where they stand."""

    def published(self) -> Self:
        """Keep what was published."""
        return self.filter(published_at__isnull=False)

    def newest(self) -> Self:
        """Keep of each course what was published last: what one begins today."""
        later = CourseVersion.objects.published().filter(course=OuterRef("course"), number__gt=OuterRef("number"))
        return self.published().filter(~Exists(later))


class CourseVersion(models.Model):
    """What a course says. Once published, neither it nor its lessons change; whoever began it stays on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(help_text="1, 2, 3 ... within the course")
    language = models.CharField(max_length=2, default="id")
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=1000)
    form = models.CharField(max_length=2, choices=Form, help_text="Form of development, code of SIASN.")
    jp = models.DecimalField(max_digits=5, decimal_places=1, help_text="Learning hours that it is worth.")
    minutes = models.PositiveSmallIntegerField(help_text="Of all lessons together.")
    size = models.PositiveBigIntegerField(help_text="Bytes that all lessons cost on the way to a phone.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what its author wrote: the same again is no news.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = CourseVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="learning_version_number"),
            models.CheckConstraint(condition=Q(jp__gt=0), name="learning_version_jp"),
        ]
        indexes = [
            models.Index(fields=["agency", "title"], condition=Q(published_at__isnull=False), name="learning_published")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def worth(self) -> int | float:
        """Give the learning hours as they are shown: 3, or 0.5."""
        return int(self.jp) if self.jp == int(self.jp) else float(self.jp)

    @property
    def is_published(self) -> bool:
        """Say whether it was published, and so is frozen."""
        return self.published_at is not None


class Module(models.Model):
    """Lessons under a title."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="modules")
    place = models.PositiveSmallIntegerField(help_text="Counts from 1.")
    title = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "place"], name="learning_module_place")]

    def __str__(self) -> str:
        return self.title


class Lesson(models.Model):
    """One sitting: a text, a file with a text, or a quiz. `code` is its name through all versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="lessons")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="lessons")
    place = models.PositiveSmallIntegerField(help_text="Counts from 1 through the whole version.")
    code = models.CharField(max_length=80)
    kind = models.CharField(max_length=4, choices=LessonKind)
    title = models.CharField(max_length=200)
    minutes = models.PositiveSmallIntegerField()
    body = models.TextField(blank=True, help_text="Clean HTML; pictures stand in it by their name.")
    size = models.PositiveBigIntegerField(help_text="Bytes of text, pictures and file.")
    blob = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    quiz = models.ForeignKey(Quiz, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, help_text="SHA-256 of its source.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "place"], name="learning_lesson_place"),
            models.UniqueConstraint(fields=["version", "code"], name="learning_lesson_code"),
            models.CheckConstraint(
                condition=Q(kind=LessonKind.TEXT, blob__isnull=True, quiz__isnull=True)
                | Q(kind=LessonKind.FILE, blob__isnull=False, quiz__isnull=True)
                | Q(kind=LessonKind.QUIZ, blob__isnull=True, quiz__isnull=False),
                name="learning_lesson_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Picture(models.Model):
    """A picture of a lesson's text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="pictures")
    name = models.CharField(max_length=120)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "name"], name="learning_picture_name")]

    def __str__(self) -> str:
        return self.name


class Serves(models.Model):
    """That a version leads to a level of a competence."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="serves")
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "serves"
        constraints = [
            models.UniqueConstraint(fields=["version", "competence"], name="learning_serves_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="learning_serves_level"),
        ]

    def __str__(self) -> str:
        return f"{self.competence_id}: {self.level}"


class Prerequisite(models.Model):
    """That a version asks for another course to be completed first, in whatever version."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="prerequisites")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "course"], name="learning_prerequisite_once")]

    def __str__(self) -> str:
        return str(self.course_id)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Enrolments by where they stand."""

    def standing(self) -> Self:
        """Keep those that were not given up."""
        return self.filter(withdrawal__isnull=True)

    def under_way(self) -> Self:
        """Keep those that are neither given up nor completed."""
        return self.standing().filter(completion__isnull=True)

    def completed(self) -> Self:
        """Keep those that were completed."""
        return self.filter(completion__isnull=False)


class Enrolment(models.Model):
    """That somebody takes part in a version; it is never moved to another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="enrolments")
    turn = models.PositiveSmallIntegerField(help_text="1, 2 ... of this person in this course")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "course", "turn"], name="learning_enrolment_turn")]

    def __str__(self) -> str:
        return str(self.pk)


class Withdrawal(models.Model):
    """That somebody left a course before completing it: when and, if they say so, why."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="withdrawal")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return str(self.at)


class LessonDone(models.Model):
    """That somebody marked a lesson as done: the first such event of a device, and when the server had it."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="lessons_done", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    event = models.UUIDField(help_text="The id that the device gave it.")
    made_at = models.DateTimeField(help_text="By the clock of the device: evidence only.")
    received_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "lessons done"
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson"], name="learning_done_once")]

    def __str__(self) -> str:
        return str(self.event)


class Place(models.Model):
    """Where somebody was last, so that another device can go on there. A bookmark, not a fact: it moves."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="place")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    event = models.UUIDField(help_text="The id that the device gave it.")
    at = models.DateTimeField(help_text="By the device's clock, never later than the server's.")

    def __str__(self) -> str:
        return str(self.lesson_id)


class Completion(models.Model):
    """That the completion rule of a version was met. Hours, evidence and certificates hang on its journal entry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="completion")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.at)
