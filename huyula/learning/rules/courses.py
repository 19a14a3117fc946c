"""What a course is as its author writes it, and what makes it sound."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from huyula.exams.rules.quizzes import QuizSpec

MINUTES_PER_JP = 45
MOST_MINUTES = 600
MOST_LESSONS = 100
MOST_JP = 900
LEVELS = range(1, 6)


class LessonKind(TextChoices):
    """What a lesson is."""

    TEXT = "TEXT", _("Text")
    FILE = "FILE", _("File")
    QUIZ = "QUIZ", _("Quiz")


class Form(TextChoices):
    """The forms of development that a course of one's own pace can be, by the codes of SIASN."""

    E_LEARNING = "16", _("E-learning")
    DISTANCE = "17", _("Distance training")
    SELF_STUDY = "22", _("Self-study")


class Refusal(TextChoices):
    """Why a course is not taken in, or a version not published."""

    CODE = "CODE", _("A code has 3 to 60 small letters, digits and hyphens.")
    TITLE = "TITLE", _("A title has 1 to 200 characters.")
    SUMMARY = "SUMMARY", _("A summary has 1 to 1,000 characters.")
    LANGUAGE = "LANGUAGE", _("The language is id or en.")
    JP = "JP", _("Learning hours lie above 0 and are at most %(most)s: the lessons take %(minutes)s minutes.")
    MODULES = "MODULES", _("A course has at least one module, and each module at least one lesson.")
    LESSONS = "LESSONS", _("A course has at most %(most)s lessons.")
    MINUTES = "MINUTES", _("A lesson takes 1 to %(most)s minutes.")
    BODY = "BODY", _("A text lesson needs a text.")
    FILE = "FILE", _("A file lesson needs a file.")
    QUIZ = "QUIZ", _("A quiz lesson needs a quiz.")
    TWICE = "TWICE", _("%(name)s stands there twice.")
    LEVEL = "LEVEL", _("A level lies between 1 and 5.")
    COMPETENCE = "COMPETENCE", _("There is no competence %(code)s.")
    PREREQUISITE = "PREREQUISITE", _("This agency has no course %(code)s.")
    CIRCLE = "CIRCLE", _("%(code)s asks for this course itself, directly or through others.")
    ENTRY = "ENTRY", _("%(entry)s: %(fault)s")

    PUBLISHED = "PUBLISHED", _("This version was published already.")
    OVERTAKEN = "OVERTAKEN", _("A newer version was published already.")
    UNPUBLISHED_PREREQUISITE = "UNPUBLISHED_PREREQUISITE", _("Publish %(course)s first: this course asks for it.")


@dataclass(frozen=True, slots=True)
class PictureSpec:
    """A picture of a text: its name in the text, what it shows in words, its bytes and its size as it is shown."""

    name: str
    alt: str
    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class FileSpec:
    """A file that a lesson hands out."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class LessonSpec:
    """A lesson as its author writes it; `code` is its name through all versions, `body` clean HTML."""

    code: str
    kind: LessonKind
    title: str
    minutes: int
    body: str = ""
    pictures: tuple[PictureSpec, ...] = ()
    file: FileSpec | None = None
    quiz: QuizSpec | None = None


@dataclass(frozen=True, slots=True)
class ModuleSpec:
    """Lessons under a title."""

    title: str
    lessons: tuple[LessonSpec, ...]


@dataclass(frozen=True, slots=True)
class CourseSpec:
    """A course as its author writes it. `serves` pairs competence codes with the level that the course leads to."""

    code: str
    title: str
    summary: str
    modules: tuple[ModuleSpec, ...]
    jp: Decimal
    form: Form = Form.E_LEARNING
    language: str = "id"
    serves: tuple[tuple[str, int], ...] = ()
    prerequisites: tuple[str, ...] = ()

    @property
    def lessons(self) -> tuple[LessonSpec, ...]:
        """Give all lessons in their order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @property
    def minutes(self) -> int:
        """Add up the minutes of the lessons."""
        return sum(lesson.minutes for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a course, at which entry of it ("" = the course itself), and the words of the sentence."""

    refusal: Refusal
    entry: str = ""
    words: tuple[tuple[str, object], ...] = ()


def faults_of(spec: CourseSpec) -> Iterator[Fault]:
    """Give everything that is wrong with a course taken by itself."""
    checks = (
        (_is_code(spec.code), Refusal.CODE, "code"),
        (0 < len(spec.title) <= 200, Refusal.TITLE, "title"),
        (0 < len(spec.summary) <= 1_000, Refusal.SUMMARY, "summary"),
        (spec.language in {"id", "en"}, Refusal.LANGUAGE, "language"),
        (bool(spec.modules) and all(module.lessons for module in spec.modules), Refusal.MODULES, "modules"),
    )
    yield from (Fault(refusal, entry) for is_sound, refusal, entry in checks if not is_sound)
    if len(spec.lessons) > MOST_LESSONS:
        yield Fault(Refusal.LESSONS, "modules", (("most", MOST_LESSONS),))
    if spec.lessons and not 0 < spec.jp <= most_jp(spec.minutes):
        yield Fault(Refusal.JP, "jp", (("most", most_jp(spec.minutes)), ("minutes", spec.minutes)))
    yield from (Fault(Refusal.LEVEL, f"serves {code}") for code, level in spec.serves if level not in LEVELS)
    yield from _twice("serves", [code for code, _level in spec.serves])
    yield from _twice("prerequisites", [*spec.prerequisites, spec.code])
    yield from _twice("lessons", [lesson.code for lesson in spec.lessons])
    for module in spec.modules:
        if not 0 < len(module.title) <= 200:
            yield Fault(Refusal.TITLE, f"module {module.title[:20]!r}")
    for lesson in spec.lessons:
        yield from _faults_of_lesson(lesson)


def most_jp(minutes: int) -> Decimal:
    """Give the learning hours that so many minutes allow, in halves: one is 45 minutes (PP 11/2017 article 203)."""
    return min(Decimal(minutes * 2 // MINUTES_PER_JP) / 2, Decimal(MOST_JP))


def _faults_of_lesson(lesson: LessonSpec) -> Iterator[Fault]:
    entry = f"lesson {lesson.code}"
    if not 0 < len(lesson.title) <= 200:
        yield Fault(Refusal.TITLE, entry)
    if not 1 <= lesson.minutes <= MOST_MINUTES:
        yield Fault(Refusal.MINUTES, entry, (("most", MOST_MINUTES),))
    needed = {
        LessonKind.TEXT: (bool(lesson.body), Refusal.BODY),
        LessonKind.FILE: (lesson.file is not None, Refusal.FILE),
        LessonKind.QUIZ: (lesson.quiz is not None, Refusal.QUIZ),
    }
    is_there, refusal = needed[lesson.kind]
    if not is_there:
        yield Fault(refusal, entry)


def _twice(entry: str, names: Sequence[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield Fault(Refusal.TWICE, entry, (("name", name),))
        seen.add(name)


def _is_code(code: str) -> bool:
    plain = code.replace("-", "")
    return 3 <= len(code) <= 60 and plain.isascii() and plain.isalnum() and code == code.lower().strip("-")


def why_not_publish(*, is_published: bool, is_overtaken: bool, has_unpublished: bool) -> Refusal | None:
    """Return what stands in the way of publishing a version, or None."""
    if is_published:
        return Refusal.PUBLISHED
    if is_overtaken:
        return Refusal.OVERTAKEN
    return Refusal.UNPUBLISHED_PREREQUISITE if has_unpublished else None
