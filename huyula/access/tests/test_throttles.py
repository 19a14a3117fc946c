"""Attempts are counted: by device and address before the account."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from huyula.access import actions
from huyula.access.models import Throttle
from huyula.access.rules import WINDOW, Gate

pytestmark = pytest.mark.django_db
OFFICE, HOME = "203.0.113.7", "198.51.100.9"


def _try(times: int, *, device: str = "", address: str = OFFICE, account: str = "sari", is_known: bool = False) -> None:
    for _ in range(times):
        actions.attempt(device=device, address=address, account=account, is_known=is_known)


def test_a_device_waits_and_sees_until_when() -> None:
    _try(Gate.DEVICE.value, device="d")

    with pytest.raises(actions.MustWait) as wait:
        _try(1, device="d", account="budi")

    assert timezone.now() < wait.value.until <= timezone.now() + WINDOW
    assert f"{timezone.localtime(wait.value.until):%H}" in wait.value.detail


def test_an_address_waits_whatever_the_device() -> None:
    for number in range(Gate.ADDRESS.value):
        _try(1, device=f"d{number}", account=f"a{number}")
    with pytest.raises(actions.MustWait):
        _try(1, device="another", account="another")
    _try(1, device="another", address=HOME, account="another")


def test_a_blocked_device_counts_no_further_against_the_account() -> None:
    _try(Gate.DEVICE.value, device="d")
    for _ in range(5):
        with pytest.raises(actions.MustWait):
            _try(1, device="d")

    _try(Gate.ACCOUNT.value - Gate.DEVICE.value, address=HOME)
    with pytest.raises(actions.MustWait):
        _try(1, address=HOME)


def test_a_remembered_device_is_not_locked_out_by_strangers() -> None:
    _try(Gate.ACCOUNT.value)
    with pytest.raises(actions.MustWait):
        _try(1, address=HOME)

    _try(Gate.DEVICE.value, device="hers", is_known=True)
    with pytest.raises(actions.MustWait):
        _try(1, device="hers", is_known=True)


def test_a_right_attempt_takes_back_its_own_count_alone() -> None:
    _try(2, device="d")
    made = actions.attempt(device="d", address=OFFICE, account="sari")
    actions.forgive(made)
    assert set(Throttle.objects.values_list("count", flat=True)) == {2}


def test_a_window_passes() -> None:
    _try(Gate.DEVICE.value, device="d")
    Throttle.objects.update(since=timezone.now() - WINDOW)
    _try(1, device="d")
    assert set(Throttle.objects.values_list("count", flat=True)) == {1}


def test_no_address_is_kept() -> None:
    _try(1, device="d")
    assert not any(OFFICE.encode() in bytes(key) for key in Throttle.objects.values_list("key", flat=True))


def test_what_is_past_is_forgotten() -> None:
    _try(1)
    Throttle.objects.update(since=timezone.now() - dt.timedelta(days=2))
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - dt.timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=timezone.now() + dt.timedelta(days=1))

    actions.tidy()

    assert not Throttle.objects.exists()
    assert [session.session_key for session in Session.objects.all()] == ["new"]
