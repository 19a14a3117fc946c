"""A code opens an account once."""

import datetime as dt
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from huyula.access import actions, rules, tasks
from huyula.access.models import ActivationCode, CodePurpose, Device, User
from huyula.access.samples import A_PASSWORD, a_user, an_account, an_agency
from huyula.journal.models import Entry

pytestmark = pytest.mark.django_db
NIP = "199001012015031901"
NEW = "lima kata yang lain lagi"
Captured = Callable[..., object]


def _new_account() -> User:
    return actions.open_account(sign_in=[("NIP", NIP)])


def test_a_code_is_random_and_kept_only_as_a_keyed_hash() -> None:
    user, officer, agency = _new_account(), a_user(), an_agency()

    first = actions.issue_code(user, by=officer, agency=agency)
    second = actions.issue_code(a_user(), by=officer, agency=agency)

    assert first.plain != second.plain
    plain = rules.plain_code(first.plain)
    assert len(plain) == 12
    assert set(plain) <= set(rules.ALPHABET)
    assert plain.encode() not in bytes(first.row.index)
    assert first.row.expires_at - timezone.now() <= dt.timedelta(days=14)
    assert Entry.objects.filter(verb="access.code_issued", agency_id=agency.pk, actor_id=officer.pk).count() == 2


def test_a_code_lives_two_weeks_at_most() -> None:
    issued = actions.issue_code(_new_account(), valid=dt.timedelta(days=90))
    assert issued.row.expires_at < timezone.now() + dt.timedelta(days=14, minutes=1)


def test_a_code_opens_the_account_once() -> None:
    user = _new_account()
    issued = actions.issue_code(user)

    row = actions.enter_code(f" {issued.plain.lower()} ")
    opened = actions.activate_with_password(row.pk, password=NEW)

    assert opened == user
    assert opened.check_password(NEW)
    with pytest.raises(actions.CannotOpen) as refusal:
        actions.activate_with_password(row.pk, password="something else again")
    assert refusal.value.code == rules.CodeRefusal.USED
    with pytest.raises(actions.CannotOpen):
        actions.enter_code(issued.plain)


def test_a_newer_code_voids_the_older() -> None:
    user = _new_account()
    older, newer = actions.issue_code(user), actions.issue_code(user)

    with pytest.raises(actions.CannotOpen) as refusal:
        actions.enter_code(older.plain)
    assert refusal.value.code == rules.CodeRefusal.REPLACED
    assert actions.enter_code(newer.plain).pk == newer.row.pk


def test_a_mail_that_somebody_else_asked_for_voids_no_slip() -> None:
    user = _new_account()
    slip = actions.issue_code(user)
    actions.issue_code(user, purpose=CodePurpose.MAIL)
    assert actions.enter_code(slip.plain).pk == slip.row.pk


def test_an_expired_code_opens_nothing() -> None:
    issued = actions.issue_code(_new_account())
    ActivationCode.objects.update(expires_at=timezone.now())
    with pytest.raises(actions.CannotOpen) as refusal:
        actions.enter_code(issued.plain)
    assert refusal.value.code == rules.CodeRefusal.EXPIRED


def test_a_code_of_a_closed_account_opens_nothing() -> None:
    user = _new_account()
    issued = actions.issue_code(user)
    actions.close_account(user, by=None)
    with pytest.raises(actions.CannotOpen) as refusal:
        actions.enter_code(issued.plain)
    assert refusal.value.code == rules.CodeRefusal.INACTIVE


def test_nothing_else_opens_an_account() -> None:
    with pytest.raises(actions.CannotOpen) as refusal:
        actions.enter_code(NIP)
    assert refusal.value.code == rules.CodeRefusal.UNKNOWN
    with pytest.raises(actions.CannotOpen):
        actions.activate_with_password(0, password=NEW)


def test_a_new_slip_ends_every_old_way_in() -> None:
    user = an_account(NIP)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "-"})
    actions.remember_device(user, secret="s", name="HP", session_key="")
    other = actions.issue_code(user, purpose=CodePurpose.MAIL)
    issued = actions.issue_code(user, purpose=CodePurpose.RESET)

    row = actions.activate_with_passkey(issued.row.pk, name="HP ini", credential={})

    user.refresh_from_db()
    assert not user.check_password(A_PASSWORD)
    assert list(Authenticator.objects.filter(user=user)) == [row]
    assert not Device.objects.filter(user=user).exists()
    assert Entry.objects.filter(verb="access.access_renewed").exists()
    with pytest.raises(actions.CannotOpen):
        actions.enter_code(other.plain)


def test_a_code_by_mail_chooses_a_password_and_nothing_more() -> None:
    user = an_account(NIP)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "-"})
    issued = actions.issue_code(user, purpose=CodePurpose.MAIL)

    with pytest.raises(PermissionDenied):
        actions.activate_with_passkey(issued.row.pk, name="", credential={})
    actions.activate_with_password(issued.row.pk, password=NEW)

    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def test_a_code_is_mailed_in_the_language_of_the_account(django_capture_on_commit_callbacks: Captured) -> None:
    user = an_account(NIP)
    issued = actions.issue_code(user)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # made by the library
        actions.mail_code(issued, to="sari@contoh.id")

    [message] = mail.outbox
    assert message.to == ["sari@contoh.id"]
    assert issued.plain in message.body
    assert f"/activation/#{issued.plain}" in message.body
    assert NIP not in message.body


def test_whoever_asks_for_mail_learns_nothing(django_capture_on_commit_callbacks: Captured) -> None:
    known = an_account(NIP, email="sari@contoh.id")
    an_account("199001012015031902")

    for name in (NIP, "199001012015031902", "199001012015031903"):
        actions.ask_for_mail(name)
    jobs = [job.args for job in ProcrastinateJob.objects.filter(task_name="access.mail_reset").order_by("pk")]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # made by the library
        for args in jobs:
            tasks.mail_reset(**args)

    assert len(jobs) == 3
    assert not any(NIP in str(args) for args in jobs)
    assert [message.to for message in mail.outbox] == [["sari@contoh.id"]]
    assert ActivationCode.objects.get().user == known
    assert ActivationCode.objects.get().expires_at < timezone.now() + dt.timedelta(hours=2, minutes=1)
