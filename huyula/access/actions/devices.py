"""Devices: remembered when their owner asks for it, forgotten with a tap."""

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from huyula.access import policies, queries
from huyula.access.models import Device, User
from huyula.journal.actions import record
from huyula.lib import crypto


@transaction.atomic
def remember_device(user: User, *, secret: str, name: str, session_key: str) -> Device:
    """Remember the browser with this secret in its cookie, or note that it is there again.

    A session that ran on it before ends: a browser has one, so another one was copied or left behind.
    """
    device = queries.device_of(user, secret=secret)
    if device is None:
        device = Device(user=user, index=crypto.blind_index(secret, purpose=queries.DEVICE), name=name)
        record("access.device_remembered", by=user, about=device)
    elif device.session_key not in {"", session_key}:
        Session.objects.filter(session_key=device.session_key).delete()
    device.session_key, device.seen_at = session_key, timezone.now()
    device.save()
    return device


@transaction.atomic
def forget_device(device: Device, *, by: User) -> None:
    """Forget a device: its session ends at once, and it counts as a stranger again."""
    policies.ensure(device.user_id == by.pk)
    Session.objects.filter(session_key=device.session_key).exclude(session_key="").delete()
    record("access.device_forgotten", by=by, about=device)
    device.delete()


def note_sign_in(user: User) -> None:
    """Note in the journal that somebody signed in; the account itself sees it in its own journal."""
    record("access.signed_in", by=user, about=user)
