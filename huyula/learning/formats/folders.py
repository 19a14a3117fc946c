"""Reading a course folder: course.toml, texts as small pieces of HTML, quizzes as TOML, pictures and files.

course.toml      what the course is, its modules and lessons
lessons/*.html   texts
quizzes/*.toml   questions with their keys
pictures/*       pictures that texts name: svg, png, jpg, webp
files/*          files that lessons hand out
"""

import tomllib
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pydantic

from huyula.exams.rules.quizzes import OptionSpec, QuestionKind, QuestionSpec, QuizSpec, Reveal, fault_of
from huyula.learning.formats import html, pictures
from huyula.learning.rules.courses import (
    CourseSpec,
    FileSpec,
    Form,
    LessonKind,
    LessonSpec,
    ModuleSpec,
    PictureSpec,
    faults_of,
)

COURSE = "course.toml"
MOST_TEXT = 200_000
MOST_FILE = 60 << 20
T = TypeVar("T", bound=pydantic.BaseModel)


class BadCourse(Exception):
    """Everything that is wrong with a folder, one line each: file, entry, what and how to mend it."""

    def __init__(self, faults: Iterable[str]) -> None:
        """Keep the lines."""
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


class _Written(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", str_strip_whitespace=True)


class _Option(_Written):
    text: str
    right: bool = False


class _Question(_Written):
    kind: QuestionKind
    prompt: str
    points: int = 1
    feedback: str = ""
    options: list[_Option] = []
    keys: list[str] = []
    typos: int = 0


class _Quiz(_Written):
    title: str
    pass_percent: int = 70
    minutes: int | None = None
    attempts: int | None = None
    reveal: Reveal = Reveal.WHEN_DONE
    is_shuffled: bool = False
    questions: list[_Question]


class _Lesson(_Written):
    kind: LessonKind
    title: str
    minutes: int
    body: str = ""
    file: str = ""
    quiz: str = ""


class _Module(_Written):
    title: str
    lessons: list[_Lesson]


class _Serves(_Written):
    competence: str
    level: int


class _Course(_Written):
    code: str
    title: str
    summary: str
    jp: Decimal
    form: Form = Form.E_LEARNING
    language: str = "id"
    serves: list[_Serves] = []
    prerequisites: list[str] = []
    modules: list[_Module]


def read_course(folder: Path) -> CourseSpec:
    """Read a course.

    Raises BadCourse with everything that is wrong.
    """
    reader = _Reader(folder)
    written = reader.parsed(COURSE, _Course)
    if written is None:
        raise BadCourse(reader.faults)
    modules = tuple(
        ModuleSpec(module.title, tuple(reader.lesson(lesson, language=written.language) for lesson in module.lessons))
        for module in written.modules
    )
    spec = CourseSpec(
        code=written.code,
        title=written.title,
        summary=" ".join(written.summary.split()),
        modules=modules,
        jp=written.jp,
        form=written.form,
        language=written.language,
        serves=tuple((each.competence, each.level) for each in written.serves),
        prerequisites=tuple(written.prerequisites),
    )
    if not reader.faults:
        faults = faults_of(spec)
        reader.faults += [said(COURSE, fault.entry, fault.refusal.label % dict(fault.words)) for fault in faults]
    if reader.faults:
        raise BadCourse(reader.faults)
    return spec


def said(file: str, entry: str, words: object) -> str:
    """Write one fault as a line."""
    return f"{file}: {entry}: {words}" if entry else f"{file}: {words}"


class _Reader:
    """Reads the files of one folder and collects what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.faults: list[str] = []

    def lesson(self, written: _Lesson, *, language: str) -> LessonSpec:
        """Read one lesson with everything that it names."""
        named = written.quiz if written.kind == LessonKind.QUIZ else written.body or written.file
        body = self.text(written.body) if written.body else ""
        clean = html.cleaned(body or "")
        shown = self.pictures(clean, file=written.body)
        sizes = {picture.name: (picture.width, picture.height) for picture in shown}
        is_sound = {picture.name for picture in html.pictures_in(clean)} == set(sizes)
        return LessonSpec(
            code=Path(named).stem,
            kind=written.kind,
            title=written.title,
            minutes=written.minutes,
            body=html.with_sizes(clean, sizes) if is_sound else clean,
            pictures=shown,
            file=self.file(written.file) if written.file else None,
            quiz=self.quiz(written.quiz, language=language) if written.quiz else None,
        )

    def pictures(self, clean: str, *, file: str) -> tuple[PictureSpec, ...]:
        """Read the pictures that a text names, each once."""
        found: dict[str, PictureSpec] = {}
        for shown in html.pictures_in(clean):
            if not pictures.NAME.fullmatch(shown.name):
                self.faults.append(said(file, f"picture {shown.name!r}", "name a svg, png, jpg or webp in pictures/"))
            elif not shown.alt:
                self.faults.append(said(file, f"picture {shown.name}", "say in alt what it shows"))
            elif shown.name not in found and (content := self.content(f"pictures/{shown.name}", most=MOST_FILE)):
                try:
                    found[shown.name] = pictures.drawn(shown.name, alt=shown.alt, content=content)
                except pictures.CannotDraw as fault:
                    self.faults.append(said(f"pictures/{shown.name}", "", fault))
        return tuple(found.values())

    def quiz(self, path: str, *, language: str) -> QuizSpec | None:
        """Read a quiz."""
        written = self.parsed(path, _Quiz)
        if written is None:
            return None
        questions = tuple(
            QuestionSpec(
                kind=question.kind,
                prompt=question.prompt,
                options=tuple(OptionSpec(option.text, option.right) for option in question.options),
                keys=tuple(question.keys),
                points=question.points,
                feedback=question.feedback,
                typos=question.typos,
            )
            for question in written.questions
        )
        spec = QuizSpec(language=language, **{**dict(written), "questions": questions})
        if fault := fault_of(spec):
            entry = f"question {fault.place}" if fault.place else ""
            self.faults.append(said(path, entry, fault.refusal.label % {"place": fault.place}))
        return spec

    def file(self, path: str) -> FileSpec | None:
        """Read a file that is handed out; what it may be, `files` says when it is kept."""
        content = self.content(path, most=MOST_FILE)
        return FileSpec(Path(path).name, content) if content is not None else None

    def parsed(self, path: str, kind: type[T]) -> T | None:
        """Read a TOML file into its shape; each entry that does not fit is named."""
        text = self.text(path)
        if text is None:
            return None
        try:
            return kind.model_validate(tomllib.loads(text))
        except tomllib.TOMLDecodeError as fault:
            self.faults.append(said(path, "", fault))
        except pydantic.ValidationError as fault:
            self.faults += [said(path, _place(error["loc"]), error["msg"]) for error in fault.errors()]
        return None

    def text(self, path: str) -> str | None:
        """Read a text."""
        content = self.content(path, most=MOST_TEXT)
        try:
            return content.decode() if content is not None else None
        except UnicodeDecodeError:
            self.faults.append(said(path, "", "this is no text in UTF-8; save it as such"))
            return None

    def content(self, path: str, *, most: int) -> bytes | None:
        """Read a file of the folder; one that lies elsewhere, also behind a link, is not read."""
        found = (self.folder / path).resolve()
        if not found.is_relative_to(self.folder) or not found.is_file():
            self.faults.append(said(path, "", "there is no such file in the folder"))
            return None
        if found.stat().st_size > most:
            self.faults.append(said(path, "", f"the file is larger than {most} bytes"))
            return None
        return found.read_bytes()


def _place(parts: Iterable[int | str]) -> str:
    """Write where an entry stands as people count: modules 1, lessons 3, minutes."""
    words: list[str] = []
    for part in parts:
        if isinstance(part, int) and words:
            words[-1] += f" {part + 1}"
        else:
            words.append(str(part))
    return ", ".join(words)
