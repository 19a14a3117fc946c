"""The main job, as people go through it, with real clicks at a desk and on a phone: from a file to its use at work.

With HUYULA_SHOTS=FOLDER each page of it is photographed there.
"""

import datetime as dt
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext as _
from playwright.sync_api import Browser, expect
from python_calamine import CalamineWorkbook

from huyula.access.samples import A_PASSWORD
from huyula.competence.models import Competence
from huyula.competence.rules import MOST_ASKED, Frequency, Level
from huyula.credentials.rules import Outcome
from huyula.exams.models import Attempt
from huyula.exams.samples import questions_of, right_values
from huyula.lib import clock
from huyula.people.models import Biodata, ImportKind, Person
from huyula.people.queries import name_of
from huyula.practice.rules import Answer
from huyula.site.demo.world import HOME
from tests.browser.stage import Device, Stage, work
from tests.browser.story import ADMINISTRATOR, Story, a_province, address_on, choose_cast, top_of, words_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
PEOPLE, SEED, MESS = 24, 7, 0.1
# What she says she never does: one level lies far from what her post asks for, the others near it.
FAR, NEAR = "D.e", ("D1.2", "D4.1")
COURSE = "Literasi Digital Dasar untuk ASN"
WORDS = "Surat edaran yang beredar di grup kini saya periksa ke JDIH dulu; dua kabar palsu tidak jadi diteruskan."


@pytest.fixture(params=["desktop", "phone"])
def story(
    request: pytest.FixtureRequest, server_url: str, browser: Browser, settings: LazySettings, tmp_path: Path
) -> Iterator[Story]:
    """Set up the province of the demo as an administrator finds it: rules, letterhead, a course, and nobody in it."""
    home = server_url.replace("127.0.0.1", "localhost")
    settings.HUYULA_IS_DEMO, settings.HUYULA_DATA, settings.HUYULA_ADDRESS = True, str(tmp_path), home
    if (clock.today() + dt.timedelta(days=32)).year != clock.today().year:
        call_command("put_clock_forward", days=40)  # so that all of it lies in one year
    stage = Stage(browser, home, is_phone=request.param == "phone")
    yield Story(stage, a_province(), tmp_path)
    stage.close()


def test_from_a_personnel_file_to_an_hour_that_was_used_at_work(story: Story) -> None:
    import_people(story)
    let_in(story)
    rate(story)
    confirm(story)
    learn(story)
    check_certificate(story)
    use(story)
    see(story)


# -- 1. Import --------------------------------------------------------------------------------------------------------


def import_people(story: Story) -> None:
    """Give the export and the tree of units, look at what they would do, take them in."""
    people, units = story.folder / "Export Data ASN.csv", story.folder / "ref-unor.csv"
    words = {"people": PEOPLE, "seed": SEED, "mess": MESS, "agency": HOME, "out": people, "units": units}
    call_command("make_export", **words, verbosity=0)
    ramla = story.administrator = story.stage.device()
    ramla.sign_in(ADMINISTRATOR, A_PASSWORD)
    ramla.shoot("administrator-home")
    for path, kind in ((people, ImportKind.PEOPLE), (units, ImportKind.UNITS)):
        ramla.way("Files from SIASN")
        ramla.shoot("files")
        ramla.follow("Give a file")
        ramla.page.get_by_label(str(kind.label)).check()
        ramla.page.set_input_files("#id_file", path)
        ramla.shoot("file-chosen")
        ramla.press("Check the file")
        ramla.sees(_("You can leave this page. The work goes on, and you find it again in the list."))
        work()
        if kind == ImportKind.UNITS:
            ramla.page.reload()  # the first time the page was left to see by itself that the work is done
        expect(ramla.page.get_by_role("button", name=_("Take in"))).to_be_visible(timeout=10_000)
        ramla.shoot("dry-run")
        ramla.press("Take in")
        work()
        ramla.page.reload()
        ramla.sees(re.compile(_("The file was taken in on %(moment)s.").partition("%")[0]))
        ramla.shoot("taken-in")


# -- Everybody gets in ------------------------------------------------------------------------------------------------


def let_in(story: Story) -> None:
    """Let the administrator give the role of a personnel officer, who prints the slips of a unit."""
    choose_cast(story)
    ramla, office = story.administrator, top_of(story.sari)
    ramla.way("People")
    ramla.search(Biodata.objects.standing().get(person=story.keeper).name)
    ramla.leave(ramla.page.get_by_role("link", name=re.compile(re.escape(name_of(story.keeper)))))
    ramla.shoot("person")
    ramla.follow("Access and slip")
    ramla.shoot("access-of-one")
    slip = ramla.fetch(ramla.page.get_by_role("button", name=_("Print the slip (PDF)")))
    keeper = enter(story, slip, "first-slip")
    make_officer(story, office)
    keeper.page.reload()
    keeper.way("Activation slips")
    for person in (story.sari, story.head):
        keeper.page.get_by_role("checkbox", name=_("Choose %(name)s") % {"name": name_of(person)}).check()
    keeper.shoot("slips")
    sheet = keeper.fetch(keeper.page.get_by_role("button", name=_("Print slips (PDF)")))
    story.stage.keep_file("slips.pdf", sheet)
    story.officer = enter(story, sheet, "officer", whose=story.sari)
    story.chief = enter(story, sheet, "chief", whose=story.head)


def make_officer(story: Story, office: str) -> None:
    """Make a colleague personnel officer of an office."""
    ramla = story.administrator
    ramla.way("Units")
    ramla.shoot("units")
    ramla.leave(ramla.page.get_by_role("link", name=office, exact=True).first)
    ramla.shoot("unit")
    ramla.follow("Personnel officers")
    ramla.follow("Give the role")
    ramla.search(Biodata.objects.standing().get(person=story.keeper).name)
    ramla.page.get_by_role("radio", name=re.compile(re.escape(name_of(story.keeper)))).check()
    ramla.fill("Reason", "SK CONTOH 800/2/2026")
    ramla.shoot("give-role")
    ramla.press("Give the role")
    ramla.sees(_("Holds"))


def enter(story: Story, slips: bytes, name: str, *, whose: Person | None = None) -> Device:
    """Open an account with the code of a slip, on a device of one's own; gives the device."""
    text = words_of(slips)
    after = text.index(name_of(whose)) if whose else 0
    code = CODE.search(text, after)
    assert code is not None
    device = story.stage.device()
    device.open("/activation/")
    device.page.fill("#id_code", code[0])
    device.shoot(f"{name}-code")
    device.press("Go on")
    device.page.fill("#id_password", A_PASSWORD)
    device.shoot(f"{name}-password")
    device.press("Save the password and go in")
    device.page.wait_for_url(f"{device.home}/")
    device.shoot(f"{name}-first-page")
    return device


# -- 2. Gap -----------------------------------------------------------------------------------------------------------


def rate(story: Story) -> None:
    """Let the officer rate herself, competence by competence, and send it."""
    sari = story.officer
    sari.way("My gaps")
    sari.shoot("gaps-unknown")
    sari.press("Begin")
    sari.shoot("round")
    sari.follow("Begin")
    never = [str(Competence.objects.get(code=code)) for code in (FAR, *NEAR)]
    for asked in range(1, MOST_ASKED + 1):
        title = sari.page.get_by_role("heading", level=1).inner_text()
        said = Frequency.NEVER if title in never else Frequency.USUALLY
        for act in sari.page.locator("main fieldset").all():
            act.get_by_label(str(said.label)).check()
        if asked == 1:
            sari.shoot("rating")
        sari.press("Keep and go on")
    sari.shoot("all-answered")
    sari.press("Send to my supervisor")
    sari.sees(_("Your rating is sent"))
    sari.shoot("rating-sent")
    work()


def confirm(story: Story) -> None:
    """Let the supervisor look at what lies far apart, and confirm the rest together."""
    chief = story.chief
    chief.way("Needs you")
    chief.shoot("waiting-rating")
    chief.leave(chief.page.locator("main .rows").get_by_role("link").first)
    chief.shoot("review")
    chief.leave(chief.page.get_by_role("link", name=re.compile(_("Look at the answers and decide"))))
    chief.page.get_by_label(f"1 – {Level.AWARE.label}").check()
    chief.fill("Reason", "Kata sandi sudah Anda bedakan untuk tiap akun; berkas bersama belum dikunci.")
    chief.shoot("decision")
    chief.press("Note my word")
    chief.leave(chief.page.locator("main form").get_by_role("button"))
    chief.sees(_("Every level of this rating was looked at."))
    chief.shoot("confirmed")
    work()


# -- 3. Learn ---------------------------------------------------------------------------------------------------------


def learn(story: Story) -> None:
    """Let the officer take the course that her gap recommends, to the end."""
    sari = story.officer
    sari.way("My gaps")
    sari.shoot("gaps-known")
    sari.leave(sari.page.get_by_role("link", name=COURSE).first)
    sari.shoot("course")
    sari.press("Begin this course")
    sari.shoot("lesson")
    for _lesson in range(3):
        sari.leave(sari.page.get_by_role("button", name=re.compile(_("Mark as done"))))
    sari.shoot("quiz-lesson")
    sari.follow("To the quiz")
    sari.shoot("quiz-rules")
    sari.leave(sari.page.get_by_role("button", name=re.compile(_("Begin attempt %(number)s").partition("%")[0])))
    take_quiz(sari)
    work()
    sari.page.reload()
    sari.shoot("quiz-result")
    sari.follow("See hours and certificate")
    sari.shoot("completion")


def take_quiz(sari: Device) -> None:
    """Answer every question right, as a thumb does, and hand in."""
    attempt = Attempt.objects.get()
    for place, question in enumerate(questions_of(attempt.quiz), start=1):
        form = sari.page.locator(f"form[data-place='{place}']")
        expect(form).to_have_attribute("data-behaves", re.compile("autosubmit"))
        for value in right_values(question):
            field = form.locator(f"input[name=value][value='{value}']")
            if field.count():
                field.check()
            else:
                form.locator("input[name=value]").fill(str(value))
                form.locator("input[name=value]").press("Enter")
        expect(form).to_have_attribute("data-outbox", "accepted")
    sari.shoot("quiz-answered")
    sari.follow("Check and hand in")
    sari.shoot("hand-in")
    sari.press("Hand in the quiz")
    sari.sees(_("You have passed"))


# -- 4. Record --------------------------------------------------------------------------------------------------------


def check_certificate(story: Story) -> None:
    """Look at the hours and their arithmetic, download the certificate, and check it as a stranger would."""
    sari = story.officer
    sari.way("My learning hours")
    sari.shoot("hours")
    sari.leave(sari.page.locator("main .rows").get_by_role("link").first)
    sari.shoot("posting")
    sari.way("My certificates")
    sari.shoot("certificates")
    sari.leave(sari.page.locator("main .rows").get_by_role("link").first)
    sari.shoot("certificate")
    content = sari.fetch(sari.page.get_by_role("link", name=_("Download")))
    story.stage.keep_file("certificate.pdf", content)
    text, address = words_of(content), address_on(content)
    assert name_of(story.sari) in text
    assert address.startswith(f"{story.stage.home}/s/")
    stranger = story.stage.device()
    stranger.page.goto(address)
    stranger.sees(name_of(story.sari))
    stranger.shoot("verified")
    changed = address[:-40] + ("A" if address[-40] != "A" else "B") + address[-39:]
    stranger.page.goto(changed)
    stranger.sees(str(Outcome.ALTERED.label))
    expect(stranger.page.get_by_text(name_of(story.sari))).to_have_count(0)
    stranger.shoot("altered")


# -- 5. Use -----------------------------------------------------------------------------------------------------------


def use(story: Story) -> None:
    """Put the clock forward; the officer tells how she used it, the supervisor confirms with one tap."""
    sari, chief = story.officer, story.chief
    ahead = (clock.today() - timezone.localdate()).days
    call_command("put_clock_forward", days=ahead + 31)
    work()
    sari.way("Needs you")
    sari.shoot("waiting-use")
    sari.leave(sari.page.locator("main .rows").get_by_role("link").first)
    sari.page.get_by_label(str(Answer.USED.label)).check()
    sari.page.locator("#answer textarea[name=words]").fill(WORDS)
    sari.shoot("use-told")
    sari.press("Send the answer")
    sari.sees(WORDS)
    sari.shoot("use-sent")
    work()
    chief.way("Needs you")
    chief.shoot("waiting-confirmation")
    waits = chief.page.locator("main .rows li").filter(has_text=name_of(story.sari))
    chief.leave(waits.get_by_role("button"))
    expect(waits).to_have_count(0)
    chief.shoot("use-confirmed")
    work()


# -- 6. See -----------------------------------------------------------------------------------------------------------


def see(story: Story) -> None:
    """Look at what it adds up to, each from where they stand."""
    sari, chief = story.officer, story.chief
    sari.way("First page")
    sari.shoot("officer-home")
    sari.way("My use at work")
    sari.shoot("officer-use")
    chief.way("First page")
    chief.shoot("chief-home")
    chief.way("My team")
    chief.sees(name_of(story.sari))
    chief.shoot("team")
    ramla = story.administrator
    ramla.way("Figures of the units")
    ramla.shoot("units-hours")
    ramla.follow("Learned and applied")
    ramla.shoot("units-use")
    ramla.follow("Competence gaps")
    ramla.shoot("units-gaps")
    ramla.leave(ramla.page.locator(".stat").filter(has_text=_("With a gap")).get_by_role("link", name="1", exact=True))
    ramla.shoot("gaps-missed-most")
    ramla.follow(str(Competence.objects.get(code=FAR)))
    ramla.shoot("gap")
    ramla.way("Figures of the units")
    ramla.leave(ramla.page.get_by_role("link", name=top_of(story.sari), exact=True).first)
    ramla.shoot("unit-hours")
    open_number(story)
    hand_out(story)


def open_number(story: Story) -> None:
    """Open a number of a unit to the people behind it, and take them along as a workbook."""
    ramla = story.administrator
    row = ramla.page.locator("main tr, main li").filter(has_text=_("Below the target")).filter(visible=True)
    number = row.get_by_role("link").first
    several = int(number.inner_text())
    ramla.leave(number)
    ramla.sees(name_of(story.sari))
    ramla.shoot("people-behind")
    file = ramla.fetch(ramla.page.get_by_role("link", name=_("As a workbook (XLSX)")))
    told = [
        str(cell)
        for row in CalamineWorkbook.from_object(BytesIO(file)).get_sheet_by_index(0).to_python()
        for cell in row
    ]
    assert sum(name_of(story.sari) in cell for cell in told) == several == 1
    ramla.page.go_back()


def hand_out(story: Story) -> None:
    """Hand out the workbook of the unit, and a memo with letterhead for who decides."""
    ramla = story.administrator
    more = ramla.page.locator("main details.drop").filter(visible=True)
    more.locator("summary").click()
    ramla.shoot("more-ways")
    book = CalamineWorkbook.from_object(BytesIO(ramla.fetch(more.get_by_role("link", name=re.compile("XLSX")))))
    assert any(top_of(story.sari) in map(str, row) for row in book.get_sheet_by_index(0).to_python())
    ramla.follow("Memo with letterhead (PDF)")
    ramla.fill("To", "Sekretaris Daerah")
    ramla.shoot("memo")
    ramla.press("Issue the memo")
    ramla.sees(_("The memo was issued."))
    ramla.shoot("memo-issued")
    address = ramla.page.get_by_role("link", name=_("Open the PDF")).get_attribute("href")
    memo = ramla.page.request.get(f"{ramla.home}{address}").body()
    story.stage.keep_file("memo.pdf", memo)
    assert story.agency.name.upper() in words_of(memo)
    assert top_of(story.sari) in words_of(memo)
