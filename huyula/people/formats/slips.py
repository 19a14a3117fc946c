"""Activation slips on A4 sheets, ten a sheet with lines to cut along. The codes stand in these bytes alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from huyula.letters import formats as letters
from huyula.lib import clock
from huyula.ui.filters import day


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on a slip: of which agency, for whom, of which unit, the NIP, the code in clear, until when."""

    agency: str
    name: str
    unit: str
    nip: str
    code: str
    expires_at: datetime


def printed(slips: Sequence[Slip]) -> bytes:
    """Print slips of one agency as a PDF, in their order. Takes about 2 ms a slip."""
    address = settings.HUYULA_ADDRESS + reverse("access:activation")
    sheet = letters.SlipSheet(
        title=gettext("Activation slips"),
        agency=slips[0].agency,
        address=address.partition("://")[2],
        steps=[
            gettext("Point your phone's camera at the square, or open the address and type the code."),
            gettext("Choose a password, or your phone's fingerprint."),
            gettext("From then on sign in with your NIP."),
        ],
        slips=[
            letters.Slip(
                name=slip.name,
                unit=slip.unit,
                nip=slip.nip,
                code=slip.code,
                until=day(slip.expires_at),
                opens=f"{address}#{slip.code}",
            )
            for slip in slips
        ],
        is_demo=settings.HUYULA_IS_DEMO,
        on=clock.today(),
    )
    return letters.slip_sheet(sheet)
