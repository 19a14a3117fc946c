"""Reading the register: is a certificate genuine, whose are there, what is printed on one."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from huyula.access.models import Agency, User
from huyula.access.policies import administered_agencies
from huyula.credentials import formats
from huyula.credentials.models import Certificate, Held
from huyula.credentials.rules import Claim, Outcome
from huyula.letters import queries as letters
from huyula.lib import crypto
from huyula.lib.waiting import Item
from huyula.people.models import Person


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a check ended: the outcome, the words that were signed, and the row of the register (both may be missing)."""

    outcome: Outcome
    claim: Claim | None = None
    certificate: Certificate | None = None

    @property
    def is_valid(self) -> bool:
        """Say whether the certificate is genuine and holds."""
        return self.outcome == Outcome.VALID


def verify(token: str) -> Verdict:
    """Check a token: first its signature, then whether the register has it and holds it to be valid.

    One query, and none for what nobody of ours has signed.
    """
    reading = formats.read(token, keys=crypto.public_keys())
    if reading.outcome != Outcome.VALID or reading.claim is None:
        return Verdict(reading.outcome)
    rows = Certificate.objects.select_related("agency", "revocation", "replacement__number")
    row = rows.filter(claim=token, pk__in=_ids(reading.claim.id)).first()
    if row is None:
        return Verdict(Outcome.NOT_OURS, reading.claim)
    return Verdict(Outcome.REVOKED if is_revoked(row) else Outcome.VALID, reading.claim, row)


def _ids(text: str) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(text)]
    except ValueError:
        return []


def is_revoked(certificate: Certificate) -> bool:
    """Say whether a certificate was revoked; no query where `revocation` is loaded."""
    return hasattr(certificate, "revocation")


def certificates_of(person: Person | uuid.UUID) -> QuerySet[Certificate]:
    """Give the certificates of a person, newest first."""
    wanted = person.pk if isinstance(person, Person) else person
    return _listed(Certificate.objects.filter(person=wanted)).order_by("-issued_on", "pk")


def register_of(agency: Agency, *, q: str = "") -> QuerySet[Certificate]:
    """Give the certificates of an organiser, newest first; `q` is part of a name, title or number."""
    rows = Certificate.objects.filter(agency=agency)
    for word in q.split():
        rows = rows.filter(Q(name__icontains=word) | Q(title__icontains=word) | Q(number__text__icontains=word))
    return _listed(rows).order_by("-at", "pk")


def _listed(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    return rows.select_related("number", "revocation", "agency").defer("claim")


def shown(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Load what the page of a certificate shows."""
    return rows.select_related("agency", "number", "revocation", "blob", "replaces__number", "replacement__number")


def issued_because(because: int, *, person: Person) -> Certificate | None:
    """Give the certificate that was issued to a person because of a journal entry (its id). One query."""
    return Certificate.objects.filter(because=because, person=person).first()


def address_of(certificate: Certificate) -> str:
    """Give the address at which anybody can check a certificate; this is what its QR code holds."""
    return f"{settings.HUYULA_ADDRESS.rstrip('/')}{reverse('credentials:verdict', args=[certificate.claim])}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed: data and pictures of the template, and the address of the QR code."""

    data: Mapping[str, Any]
    pictures: Mapping[str, bytes]
    address: str

    def pdf(self) -> bytes:
        """Set it; equal certificates give equal bytes."""
        return formats.pdf(self.data, pictures=self.pictures, address=self.address)


def sheet_of(certificate: Certificate) -> Sheet:
    """Give what is printed on a certificate, under the letterhead of its day. Two queries and the logo."""
    frame = letters.frame_of(certificate.agency, on=certificate.issued_on)
    data = {
        **frame.data,
        "title": certificate.title,
        "name": certificate.name,
        "number": certificate.number.text,
        "organiser": certificate.organiser,
        "jp": "" if certificate.jp is None else f"{certificate.jp.normalize():f}".replace(".", ","),
        "details": list(certificate.details),
        "replaces": certificate.replaces.number.text if certificate.replaces else "",
        "site": settings.HUYULA_ADDRESS.rstrip("/").partition("//")[2] + reverse("credentials:check"),
    }
    return Sheet(data, frame.pictures, address_of(certificate))


def welcome() -> Mapping[str, object]:
    """Fill the page of whoever is signed out: the way to check a certificate. No query."""
    return {"is_open": True}


def held(agencies: Sequence[uuid.UUID]) -> QuerySet[Held]:
    """Give the certificates of these agencies that wait for a number pattern, oldest first."""
    issued = Certificate.objects.filter(because=OuterRef("because"), person=OuterRef("person"))
    rows = Held.objects.filter(~Exists(issued), agency__in=agencies)
    return rows.select_related("agency", "person", "because").order_by("pk")


def waiting(user: User) -> list[Item]:
    """Tell administrators how many certificates wait for a number pattern of theirs. Two queries."""
    agencies = administered_agencies(user)
    if not agencies:
        return []
    counts = held(agencies).order_by("agency__code").values_list("agency", "agency__name")
    return [
        Item(
            kind="credentials.held",
            title=ngettext(
                "%(num)s certificate waits for a number pattern",
                "%(num)s certificates wait for a number pattern",
                count,
            )
            % {"num": count},
            detail=name,
            address=reverse("letters:settings", args=[agency]),
        )
        for agency, name, count in counts.annotate(Count("pk"))
    ]


def of_completion(completion: Model, **_words: Any) -> Mapping[str, object]:
    """Fill the page of something completed: the certificates that were issued because of it. One query."""
    about = completion._meta.label_lower
    rows = Certificate.objects.filter(because__about=about, because__about_id=str(completion.pk))
    return {"certificates": list(_listed(rows).order_by("-at", "pk"))}
