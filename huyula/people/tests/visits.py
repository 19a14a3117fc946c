"""Coming in through the front door, as somebody who has just proved that it is they."""

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client

from huyula.access.models import User
from huyula.people.models import Person


def enter(client: Client, who: User | Person) -> Client:
    """Sign somebody in with a fresh proof; gives the client for more."""
    user = account_of(who) if isinstance(who, Person) else who
    client.logout()
    client.force_login(user)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, "password")
    request.session.save()
    return client


def account_of(person: Person) -> User:
    """Give the account of a person who has one."""
    assert person.user is not None
    return person.user


def words_of(response: object) -> str:
    """Give the words of a page without its markup's line breaks."""
    return " ".join(getattr(response, "content", b"").decode().split())
