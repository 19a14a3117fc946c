"""Opening, answering, handing in: the way through."""

import pytest

from huyula.exams.samples import a_quiz, take
from huyula.people.samples import a_person

pytestmark = pytest.mark.django_db


def test_a_quiz_is_passed() -> None:
    sari = a_person("Sari")
    quiz = a_quiz(agency=sari.biodata.get().agency)

    result = take(sari, quiz)

    assert (int(result.points), int(result.most), int(result.percent)) == (4, 4, 100)
    assert result.is_passed
