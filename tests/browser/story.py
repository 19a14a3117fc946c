"""The story of the six steps: the province in which it plays, who plays it, and what stands on its papers."""

import datetime as dt
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from huyula.access import actions as access
from huyula.access.models import Agency, Role
from huyula.access.samples import an_account
from huyula.calendar.samples import a_calendar
from huyula.competence.samples import load_frameworks
from huyula.hours.actions import load_rules
from huyula.learning import actions as learning
from huyula.letters.rules import LetterKind
from huyula.letters.samples import a_letterhead, a_pattern, a_signatory
from huyula.lib import clock
from huyula.people.models import Person, Placement, PositionClass
from huyula.people.queries.supervisors import supervisor_of
from huyula.people.queries.units import name_of_unit, way_to
from huyula.site.demo import AGENCIES
from huyula.site.demo.courses import BASIC, FOLDERS
from huyula.site.demo.world import HOME
from tests.browser.stage import Device, Stage

ADMINISTRATOR = "199001012015031901"


@dataclass
class Story:
    """Who plays, and the device of each."""

    stage: Stage
    agency: Agency
    folder: Path
    administrator: Device = field(init=False)
    officer: Device = field(init=False)
    chief: Device = field(init=False)
    sari: Person = field(init=False)
    head: Person = field(init=False)
    keeper: Person = field(init=False)


def a_province() -> Agency:
    """Make the province with what an installation has before anybody is imported."""
    access.establish(AGENCIES["agencies"])
    agency = Agency.objects.get(code=HOME)
    by = an_account(ADMINISTRATOR, label="Ramla Contoh")
    since = clock.today() - dt.timedelta(days=90)
    access.grant(by, role=Role.ADMINISTRATOR, over=agency, since=since, reason="SK CONTOH 1", by=None)
    a_calendar(clock.today().year)
    a_letterhead(agency, by=by)
    a_signatory(agency, by=by)
    for kind in LetterKind:
        a_pattern(agency, by=by, kind=kind)
    load_rules()
    load_frameworks(agency)
    learning.publish(learning.import_course(FOLDERS / BASIC, agency=agency, by=by).version, by=by)
    return agency


def choose_cast(story: Story) -> None:
    """Find an officer at a desk, whoever leads her, and a colleague who can look after the unit's papers."""
    today = clock.today()
    posts = Placement.objects.as_of(today).filter(agency=story.agency).select_related("person", "unit").order_by("pk")
    at_desk = posts.filter(position__position_class=PositionClass.PELAKSANA)
    led = ((post.person, supervisor_of(post.person, today).person) for post in at_desk)
    story.sari, story.head = next((person, head) for person, head in led if head)
    known = (story.sari, story.head)
    others = (post.person for post in posts if post.person not in known)
    story.keeper = next(one for one in others if top_of(one) == top_of(story.sari))


def top_of(person: Person) -> str:
    """Name the office above somebody's unit that hangs under nothing."""
    unit = Placement.objects.as_of(clock.today()).select_related("unit").get(person=person).unit
    names = [name for _pk, name in way_to(unit, clock.today())]
    return (names or [name_of_unit(unit.pk, clock.today(), agency=unit.agency)])[0]


def words_of(paper: bytes) -> str:
    """Give the words of a PDF, whatever lines they stand on."""
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(paper)).pages)


def address_on(certificate: bytes) -> str:
    """Give the address in the QR code of a certificate, which the PDF also bears as a link."""
    links = [one.get_object() for one in PdfReader(BytesIO(certificate)).pages[0].get("/Annots", [])]
    return next(str(one["/A"]["/URI"]) for one in links if "/s/" in str(one["/A"]["/URI"]))
