"""What makes a quiz sound, what an answer says, what it is worth, and which of several stands."""

import dataclasses
import datetime as dt
import uuid
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huyula.exams.formats import cleaned
from huyula.exams.rules.answers import GRACE, Given, Sent, is_over, read, reveals, standing, why_not_open
from huyula.exams.rules.marking import Key, mark, worth
from huyula.exams.rules.quizzes import OptionSpec, QuestionKind, QuestionSpec, QuizSpec, Refusal, Reveal, fault_of
from huyula.exams.rules.short_answers import compact, says, slips
from huyula.exams.samples import SEVERAL, SHORT, SINGLE, a_quiz_spec

NOON = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)


# -- a sound quiz


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"title": "  "}, Refusal.NO_TITLE),
        ({"title": "x" * 201}, Refusal.NO_TITLE),
        ({"pass_percent": 0}, Refusal.PASS_MARK),
        ({"pass_percent": 101}, Refusal.PASS_MARK),
        ({"minutes": 0}, Refusal.MINUTES),
        ({"minutes": 601}, Refusal.MINUTES),
        ({"attempts": 0}, Refusal.ATTEMPTS),
        ({"attempts": 51}, Refusal.ATTEMPTS),
        ({"questions": ()}, Refusal.NO_QUESTION),
        ({"questions": (SINGLE,) * 101}, Refusal.NO_QUESTION),
    ],
)
def test_the_frame_of_a_quiz_is_checked(change: dict[str, object], refusal: Refusal) -> None:
    fault = fault_of(dataclasses.replace(a_quiz_spec(), **change))  # type: ignore[arg-type]  # one field each

    assert fault is not None
    assert (fault.refusal, fault.place) == (refusal, 0)


WRONG = OptionSpec("salah")
RIGHT = OptionSpec("benar", is_right=True)


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        (dataclasses.replace(SINGLE, prompt="<p>&nbsp; </p>"), Refusal.NO_PROMPT),
        (dataclasses.replace(SINGLE, points=0), Refusal.POINTS),
        (dataclasses.replace(SINGLE, points=101), Refusal.POINTS),
        (dataclasses.replace(SINGLE, typos=1), Refusal.TYPOS),
        (dataclasses.replace(SHORT, typos=3), Refusal.TYPOS),
        (dataclasses.replace(SHORT, options=(RIGHT, WRONG)), Refusal.NOT_BOTH),
        (dataclasses.replace(SINGLE, keys=("a",)), Refusal.NOT_BOTH),
        (dataclasses.replace(SHORT, keys=()), Refusal.KEYS),
        (dataclasses.replace(SHORT, keys=("...",)), Refusal.KEYS),
        (dataclasses.replace(SHORT, keys=("x" * 201,)), Refusal.KEYS),
        (dataclasses.replace(SINGLE, options=(RIGHT,)), Refusal.OPTIONS),
        (dataclasses.replace(SINGLE, options=(RIGHT, OptionSpec(" "))), Refusal.OPTION_TEXT),
        (dataclasses.replace(SINGLE, options=(RIGHT, OptionSpec("benar "))), Refusal.OPTION_TEXT),
        (dataclasses.replace(SINGLE, options=(WRONG, OptionSpec("juga salah"))), Refusal.ONE_RIGHT),
        (dataclasses.replace(SINGLE, options=(RIGHT, OptionSpec("juga", is_right=True))), Refusal.ONE_RIGHT),
        (dataclasses.replace(SEVERAL, options=(WRONG, OptionSpec("juga salah"))), Refusal.SOME_RIGHT),
    ],
)
def test_a_wrong_question_is_named_by_its_place(question: QuestionSpec, refusal: Refusal) -> None:
    fault = fault_of(QuizSpec(title="Kuis", questions=(SHORT, question)))

    assert fault is not None
    assert (fault.refusal, fault.place) == (refusal, 2)


def test_a_sound_quiz_has_no_fault() -> None:
    picture = dataclasses.replace(SINGLE, prompt='<img src="/files/1" alt="">')
    assert fault_of(a_quiz_spec([SINGLE, SEVERAL, dataclasses.replace(SHORT, typos=2), picture])) is None


def test_what_an_author_writes_is_made_harmless() -> None:
    html = '<p onclick="x()">Apa <b>itu</b>?</p><script>alert(1)</script><a href="javascript:x()">sini</a>'
    assert cleaned(html) == "<p>Apa <b>itu</b>?</p>sini"


# -- short answers


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("  Gorontalo ", "gorontalo"),
        ("GORONTALO!", "Gorontalo"),
        ("e-mail", "email"),
        ("tidak   ada", "Tidak ada."),
        ("“kata sandi”", "Kata sandi"),
        ("Café", "cafe"),
        ("1.234,5", "1234,5"),
        ("1234.5", "1234,5"),
        ("1,234.5", "1234,5"),
        ("1.234", "1234"),
        ("1.000.000", "1000000"),
        ("1,000,000", "1000000"),
        ("0,50", "0.5"),
        ("0.125", "0,125"),
        ("20%", "20 %"),
        ("20.", "20"),
        ("-5", "−5"),
        ("+5", "5"),
        ("-0", "0"),
        ("C++", "c++"),
    ],
)
def test_two_ways_to_write_the_same_are_the_same(text: str, key: str) -> None:
    assert says(text, [key])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "a"),
        ("...", "a"),
        ("1,5", "15"),
        ("1.234", "1,234"),
        ("20", "20 %"),
        ("5", "-5"),
        ("C", "C++"),
        ("12", "13"),
    ],
)
def test_what_differs_in_value_differs(text: str, key: str) -> None:
    assert not says(text, [key])


@pytest.mark.parametrize("text", ["1.2.3", "1,2,3,4", "12.34.567"])
def test_what_looks_like_a_number_but_is_none_is_compared_as_text(text: str) -> None:
    assert compact(text).isdigit()


def test_slips_of_the_pen_count_unless_the_author_forgives_them() -> None:
    assert not says("Gorontolo", ["Gorontalo"])
    assert says("Gorontolo", ["Gorontalo"], typos=1)
    assert says("Gorontlao", ["Gorontalo"], typos=1)
    assert not says("Grntalo", ["Gorontalo"], typos=1)
    assert says("Grntalo", ["Gorontalo"], typos=2)


def test_short_words_and_numbers_forgive_nothing() -> None:
    assert not says("api", ["apa"], typos=2)
    assert not says("12346", ["12345"], typos=2)
    assert not says("pasal", ["paket"], typos=2)


@pytest.mark.parametrize(
    ("one", "other", "count"), [("", "abc", 3), ("abc", "acb", 1), ("abc", "abc", 0), ("a", "b", 1)]
)
def test_slips_are_counted(one: str, other: str, count: int) -> None:
    assert slips(one, other) == slips(other, one) == count


@given(st.text(max_size=60))
def test_comparing_never_fails_and_a_text_says_itself(text: str) -> None:
    assert says(text, [text]) == bool(compact(text))


# -- what is an answer


def test_options_are_read_by_kind() -> None:
    assert read([3], kind=QuestionKind.SINGLE, options=(3, 4)) == Given(options=(3,))
    assert read("3", kind=QuestionKind.SINGLE, options=(3, 4)) == Given(options=(3,))
    assert read([4, 3, 3], kind=QuestionKind.SEVERAL, options=(3, 4)) == Given(options=(3, 4))
    assert read("", kind=QuestionKind.SEVERAL, options=(3, 4)) == Given()
    assert read([], kind=QuestionKind.SHORT, options=()) == Given()
    assert read(" a\x00b \n c ", kind=QuestionKind.SHORT, options=()) == Given(text="ab c")


@pytest.mark.parametrize(
    ("value", "kind", "refusal"),
    [
        ([5], QuestionKind.SINGLE, Refusal.OTHER_OPTION),
        ([2**80], QuestionKind.SEVERAL, Refusal.OTHER_OPTION),
        ([3, 4], QuestionKind.SINGLE, Refusal.ONE_OPTION),
        ("satu", QuestionKind.SINGLE, Refusal.NOT_TEXT),
        ("9" * 5000, QuestionKind.SINGLE, Refusal.NOT_TEXT),
        ("²", QuestionKind.SEVERAL, Refusal.NOT_TEXT),
        ([3], QuestionKind.SHORT, Refusal.NOT_OPTIONS),
        ("x" * 10_240, QuestionKind.SHORT, Refusal.TOO_LONG),
    ],
)
def test_what_does_not_answer_the_question_is_refused(
    value: list[int] | str, kind: QuestionKind, refusal: Refusal
) -> None:
    assert read(value, kind=kind, options=(3, 4)) == refusal


# -- points


def points(kind: QuestionKind, given: Given | None) -> Decimal:
    """Mark an answer to a question of 3 points whose right options are 1 and 2, of four."""
    right = {1} if kind == QuestionKind.SINGLE else {1, 2}
    return mark(given, Key(kind, 3, frozenset(right), ("tiga", "3")))


def test_single_and_short_are_all_or_nothing() -> None:
    assert points(QuestionKind.SINGLE, Given((1,))) == 3
    assert points(QuestionKind.SINGLE, Given((2,))) == 0
    assert points(QuestionKind.SHORT, Given(text="Tiga!")) == 3
    assert points(QuestionKind.SHORT, Given(text="dua")) == 0
    assert points(QuestionKind.SINGLE, None) == points(QuestionKind.SHORT, Given()) == 0


@pytest.mark.parametrize(
    ("chosen", "worth_of_it"),
    [((1, 2), "3"), ((1,), "1.50"), ((1, 3), "0"), ((1, 2, 3), "1.50"), ((3, 4), "0"), ((1, 2, 3, 4), "0")],
)
def test_several_gives_the_share_of_right_less_wrong(chosen: tuple[int, ...], worth_of_it: str) -> None:
    assert points(QuestionKind.SEVERAL, Given(chosen)) == Decimal(worth_of_it)


def test_passing_is_decided_before_rounding() -> None:
    almost = worth([Decimal("69.999")], most=100, pass_percent=70)
    assert (almost.percent, almost.is_passed) == (Decimal("70.00"), False)
    assert worth([Decimal(7), Decimal(0)], most=10, pass_percent=70).is_passed


# -- attempts


def test_why_an_attempt_is_not_opened() -> None:
    assert why_not_open(is_published=False, has_passed=False, used=0, most=None) == Refusal.NOT_PUBLISHED
    assert why_not_open(is_published=True, has_passed=True, used=1, most=3) == Refusal.PASSED
    assert why_not_open(is_published=True, has_passed=False, used=3, most=3) == Refusal.NO_ATTEMPT_LEFT
    assert why_not_open(is_published=True, has_passed=False, used=2, most=3) is None
    assert why_not_open(is_published=True, has_passed=False, used=99, most=None) is None


def test_the_grace_is_for_what_was_under_way() -> None:
    assert not is_over(None, now=NOON)
    assert not is_over(NOON, now=NOON + GRACE)
    assert is_over(NOON, now=NOON + GRACE + dt.timedelta(milliseconds=1))


def test_when_the_key_is_shown() -> None:
    assert reveals(Reveal.ALWAYS, has_passed=False, has_attempts=True)
    assert not reveals(Reveal.NEVER, has_passed=True, has_attempts=False)
    assert not reveals(Reveal.WHEN_DONE, has_passed=False, has_attempts=True)
    assert reveals(Reveal.WHEN_DONE, has_passed=True, has_attempts=True)
    assert reveals(Reveal.WHEN_DONE, has_passed=False, has_attempts=False)


# -- which answer stands


def sent(device: str, sequence: int, seconds: int) -> Sent:
    """Make an answer that arrived so many seconds after noon."""
    return Sent(uuid.uuid4(), device, sequence, NOON + dt.timedelta(seconds=seconds))


def test_no_answer_stands_among_none() -> None:
    assert standing([]) is None


def test_a_device_is_heard_in_its_own_order_whatever_arrives_last() -> None:
    first, second = sent("hp", 7, seconds=9), sent("hp", 8, seconds=1)
    assert standing([first, second]) == standing([second, first]) == second


def test_of_two_devices_the_one_heard_last_stands_though_it_counts_lower() -> None:
    phone, laptop = sent("hp", 500, seconds=1), sent("laptop", 2, seconds=5)
    assert standing([phone, laptop]) == laptop


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 5), st.integers(0, 5)), max_size=8), st.randoms())
def test_the_order_in_which_answers_are_read_changes_nothing(rows: list[tuple[str, int, int]], luck: object) -> None:
    answers = [sent(device, sequence, seconds) for device, sequence, seconds in rows]
    shuffled = list(answers)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random

    assert standing(shuffled) == standing(answers)
