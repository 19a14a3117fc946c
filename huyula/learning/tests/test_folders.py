"""Reading a course folder: everything that is wrong is named with its file and its entry."""

import shutil
from pathlib import Path

import pytest

from huyula.learning.formats.digests import digest_of
from huyula.learning.formats.folders import BadCourse, read_course
from huyula.learning.rules.courses import LessonKind
from huyula.learning.samples import a_picture_spec

COURSE = """
code = "data-dasar"
title = "Data Dasar"
summary = "Pelatihan rekaan."
jp = 1
serves = [{ competence = "D1.1", level = 2 }]

[[modules]]
title = "Modul"
lessons = [
  { kind = "TEXT", title = "Satu", minutes = 25, body = "lessons/satu.html" },
  { kind = "FILE", title = "Dua", minutes = 10, file = "files/dua.png" },
  { kind = "QUIZ", title = "Kuis", minutes = 10, quiz = "quizzes/kuis.toml" },
]
"""
QUIZ = """
title = "Kuis"
attempts = 3
[[questions]]
kind = "SINGLE"
prompt = "Mana?"
options = [{ text = "A", right = true }, { text = "B" }]
[[questions]]
kind = "SHORT"
prompt = "Berapa?"
keys = ["2"]
typos = 0
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a sound folder."""
    made = tmp_path / "kursus"
    for name in ("lessons", "files", "quizzes", "pictures"):
        (made / name).mkdir(parents=True)
    (made / "course.toml").write_text(COURSE)
    (made / "lessons" / "satu.html").write_text('<p>Halo</p><img src="a.png" alt="Kotak">')
    (made / "pictures" / "a.png").write_bytes(a_picture_spec().content)
    (made / "files" / "dua.png").write_bytes(a_picture_spec().content)
    (made / "quizzes" / "kuis.toml").write_text(QUIZ)
    return made


def faults(folder: Path) -> list[str]:
    with pytest.raises(BadCourse) as bad:
        read_course(folder)
    return bad.value.faults


def test_a_folder_becomes_a_course(folder: Path) -> None:
    spec = read_course(folder)

    assert [(lesson.code, lesson.kind) for lesson in spec.lessons] == [
        ("satu", LessonKind.TEXT),
        ("dua", LessonKind.FILE),
        ("kuis", LessonKind.QUIZ),
    ]
    assert spec.serves == (("D1.1", 2),)
    assert 'width="40" height="30" loading="lazy"' in spec.lessons[0].body
    assert spec.lessons[1].file
    assert spec.lessons[1].file.name == "dua.png"
    quiz = spec.lessons[2].quiz
    assert quiz
    assert (quiz.attempts, len(quiz.questions), quiz.questions[1].keys) == (3, 2, ("2",))


def test_the_same_folder_has_the_same_digest_and_any_change_another(folder: Path) -> None:
    first = digest_of(read_course(folder))
    assert digest_of(read_course(folder)) == first

    (folder / "pictures" / "a.png").write_bytes(a_picture_spec().content[:-1] + b"\x00")
    with (folder / "quizzes" / "kuis.toml").open("a") as file:
        file.write('\nfeedback = "Dua."\n')

    assert digest_of(read_course(folder)) != first


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("course.toml", "jp = 1", "jp = 3", "course.toml: jp: "),
        ("course.toml", 'code = "data-dasar"', "", "course.toml: code: Field required"),
        ("course.toml", "minutes = 25", 'minutes = "x"', "course.toml: modules 1, lessons 1, minutes: "),
        ("course.toml", 'title = "Modul"', 'title = "Modul"\ncolour = 1', "course.toml: modules 1, colour: "),
        ("course.toml", 'kind = "TEXT"', 'kind = "FILM"', "course.toml: modules 1, lessons 1, kind: "),
        ("course.toml", "jp = 1", "jp = ", "course.toml: Invalid value"),
        ("course.toml", "lessons/satu.html", "lessons/tiada.html", "lessons/tiada.html: there is no such file"),
        ("course.toml", "lessons/satu.html", "../../course.toml", "../../course.toml: there is no such file"),
        ("course.toml", "lessons/satu.html", "/etc/hostname", "/etc/hostname: there is no such file"),
        ("lessons/satu.html", 'alt="Kotak"', 'alt=" "', "lessons/satu.html: picture a.png: say in alt"),
        ("lessons/satu.html", "a.png", "b.png", "pictures/b.png: there is no such file"),
        ("lessons/satu.html", "a.png", "../a.png", "lessons/satu.html: picture '../a.png': name a svg"),
        ("lessons/satu.html", 'src="a.png"', 'src="https://x.example/a.png"', "lessons/satu.html: picture 'https:"),
        ("quizzes/kuis.toml", "right = true", "right = false", "quizzes/kuis.toml: question 1: "),
        ("quizzes/kuis.toml", 'title = "Kuis"', 'title = ""', "quizzes/kuis.toml: "),
        ("quizzes/kuis.toml", "attempts = 3", "attempts = [", "quizzes/kuis.toml: "),
    ],
)
def test_what_is_wrong_is_named(folder: Path, path: str, old: str, new: str, said: str) -> None:
    file = folder / path
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))

    assert [line for line in faults(folder) if line.startswith(said)], faults(folder)


def test_everything_is_said_at_once(folder: Path) -> None:
    (folder / "lessons" / "satu.html").unlink()
    (folder / "quizzes" / "kuis.toml").unlink()

    assert [line.partition(":")[0] for line in faults(folder)] == ["lessons/satu.html", "quizzes/kuis.toml"]


def test_a_folder_without_a_course_says_so(tmp_path: Path) -> None:
    assert faults(tmp_path) == ["course.toml: there is no such file in the folder"]


def test_a_text_in_another_encoding_is_named(folder: Path) -> None:
    (folder / "lessons" / "satu.html").write_bytes("<p>Halo é</p>".encode("utf-16"))
    assert faults(folder) == ["lessons/satu.html: this is no text in UTF-8; save it as such"]


def test_a_picture_that_is_none_is_named(folder: Path) -> None:
    (folder / "pictures" / "a.png").write_bytes(b"x")
    assert faults(folder)[0].startswith("pictures/a.png: this is no picture")


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "rahasia").write_text("rahasia")
    (folder / "lessons" / "satu.html").unlink()
    (folder / "lessons" / "satu.html").symlink_to(tmp_path / "rahasia")

    assert faults(folder) == ["lessons/satu.html: there is no such file in the folder"]


def test_a_file_that_is_too_large_is_not_read(folder: Path) -> None:
    (folder / "lessons" / "satu.html").write_text("x" * 200_001)
    assert faults(folder) == ["lessons/satu.html: the file is larger than 200000 bytes"]


def test_a_picture_that_stands_twice_is_read_once(folder: Path) -> None:
    with (folder / "lessons" / "satu.html").open("a") as file:
        file.write('<img src="a.png" alt="Lagi">')

    assert len(read_course(folder).lessons[0].pictures) == 1


def test_the_courses_of_the_demo_are_sound() -> None:
    home = Path(__file__).resolve().parents[2] / "site" / "demo_courses"
    specs = {path.name: read_course(path) for path in sorted(home.iterdir())}

    deciding = specs["keputusan-berbasis-data"]
    questions = [question for lesson in deciding.lessons if lesson.quiz for question in lesson.quiz.questions]
    assert len([lesson for lesson in deciding.lessons if not lesson.quiz]) >= 5
    assert len(questions) >= 14
    assert {str(question.kind) for question in questions} == {"SINGLE", "SEVERAL", "SHORT"}
    assert deciding.prerequisites == ("literasi-digital-dasar",)


def test_a_folder_may_lie_anywhere(folder: Path, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(folder, tmp_path / "lain")
    assert digest_of(read_course(elsewhere)) == digest_of(read_course(folder))
