"""Quizzes as this process keeps them: what is asked, and, apart from it, what is right.

A published quiz never changes (triggers see to that), so what was read once holds for good.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from huyula.exams.models import Option, Question, Quiz, ShortKey
from huyula.exams.rules.marking import Key
from huyula.exams.rules.quizzes import QuestionKind
from huyula.lib.prepared import prepared

KEPT_QUIZZES = 64
Choice = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question as its author asks it, without any key."""

    pk: int
    place: int
    kind: str
    prompt: str
    points: int
    typos: int
    choices: tuple[Choice, ...]


Paper = tuple[Prompt, ...]
Keys = Mapping[int, Key]


def paper_of(quiz: Quiz) -> Paper:
    """Give the questions of a quiz, without any key. Two queries, or none if it is published and was read before."""
    return (kept_paper if quiz.published_at else _read)(quiz.pk)


@lru_cache(maxsize=KEPT_QUIZZES)
def kept_paper(quiz: uuid.UUID) -> Paper:
    """Read a quiz that is published and keep it. Two queries at first, none again."""
    return _read(quiz)


def keys_of(quiz: Quiz) -> Keys:
    """Give what is right for each question, in their order. Three queries, or none if it is published and known.

    Never shown before an attempt is closed.
    """
    return (_keys if quiz.published_at else _read_keys)(quiz.pk)


@lru_cache(maxsize=KEPT_QUIZZES)
def _keys(quiz: uuid.UUID) -> Keys:
    return _read_keys(quiz)


def _read(quiz: uuid.UUID) -> Paper:
    """Give the questions of a quiz and their options in the order of their author, without any key. Two queries."""
    found: dict[int, list[Choice]] = defaultdict(list)
    for pk, question, text in _options(quiz=quiz):
        found[question].append((pk, text))
    return tuple(
        Prompt(pk, place, kind, prompt, points, typos, tuple(found[pk]))
        for pk, place, kind, prompt, points, typos in _prompts(quiz=quiz)
    )


@prepared
def _prompts(*, quiz: uuid.UUID) -> QuerySet[Any, Any]:
    rows = Question.objects.filter(quiz=quiz).order_by("place")
    return rows.values_list("pk", "place", "kind", "prompt", "points", "typos")


@prepared
def _options(*, quiz: uuid.UUID) -> QuerySet[Any, tuple[int, int, str]]:
    rows = Option.objects.filter(question__quiz=quiz).order_by("question", "place")
    return rows.values_list("pk", "question", "text")


def _read_keys(quiz: uuid.UUID) -> Keys:
    right: dict[int, list[int]] = defaultdict(list)
    for pk, question in _right(quiz=quiz):
        right[question].append(pk)
    texts: dict[int, list[str]] = defaultdict(list)
    for text, question in _texts(quiz=quiz):
        texts[question].append(text)
    return {
        question.pk: Key(
            QuestionKind(question.kind),
            question.points,
            frozenset(right[question.pk]),
            tuple(texts[question.pk]),
            question.typos,
        )
        for question in _questions(quiz=quiz)
    }


@prepared
def _right(*, quiz: uuid.UUID) -> QuerySet[Any, tuple[int, int]]:
    return Option.objects.filter(question__quiz=quiz, is_right=True).values_list("pk", "question")


@prepared
def _texts(*, quiz: uuid.UUID) -> QuerySet[Any, tuple[str, int]]:
    return ShortKey.objects.filter(question__quiz=quiz).order_by("pk").values_list("text", "question")


@prepared
def _questions(*, quiz: uuid.UUID) -> QuerySet[Question]:
    return Question.objects.filter(quiz=quiz).order_by("place")
