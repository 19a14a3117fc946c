"""Small true questions and answers for tests and the demo."""

import datetime as dt
import io
import uuid

from huyula.access.models import Agency, User
from huyula.files.samples import a_picture_file
from huyula.journal.actions import write_down
from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.people.models import Person
from huyula.practice import actions
from huyula.practice.actions import Photo, Telling
from huyula.practice.models import UseConfirmation, UseQuestion, UseReport
from huyula.practice.rules import Answer, PhotoNote, Reason

WORDS = "Saya memakai daftar periksa sumber sebelum surat edaran dikirim ke sekolah."
A_MONTH = 31


def account_of(person: Person) -> User:
    """Give the account of a person; raises ValueError for one without."""
    if person.user is None:
        raise ValueError(f"{person.pk} has no account.")
    return person.user


def a_question(
    person: Person,
    *,
    title: str = "Literasi Digital Dasar",
    agency: Agency | None = None,
    days_ago: int = A_MONTH,
    because: Entry | None = None,
) -> UseQuestion:
    """Plan the question about a course that was completed so many days ago; with 31 days it is asked today."""
    home = agency or person.biodata.order_by("pk")[0].agency
    about = {"about": "learning.completion", "about_id": str(uuid.uuid4())}
    entry = because or write_down(Entry(agency_id=home.pk, role="system", verb="learning.completed", **about))[0]
    completed_on = clock.today(home.zone) - dt.timedelta(days=days_ago)
    planned = actions.plan_question(person, agency=home, title=title, completed_on=completed_on, because=entry)
    if planned is None:
        raise ValueError("Nothing is asked in a practice room.")
    return planned


def answer(
    question: UseQuestion,
    said: Answer = Answer.USED,
    *,
    words: str = WORDS,
    reason: str = Reason.NO_TIME,
    link: str = "",
    photo: Photo | None = None,
    key: uuid.UUID | None = None,
) -> UseReport:
    """Let the person answer."""
    telling = Telling(said, reason=reason, words=words, link=link, photo=photo)
    return actions.report(
        question, telling, key=key or uuid.uuid4(), made_at=clock.now(), by=account_of(question.person)
    )


def a_photo(content: bytes = b"", *, name: str = "papan-informasi.jpg", note: str = PhotoNote.NONE) -> Photo:
    """Give a photo as a form brings it."""
    return Photo(io.BytesIO(content or a_picture_file(kind="JPEG")), name, note)


def see(report: UseReport, *, by: Person, is_used: bool = True) -> UseConfirmation:
    """Let a supervisor say what they have seen."""
    return actions.confirm(report, is_used=is_used, by=account_of(by))
