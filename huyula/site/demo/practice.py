"""Learning applied, in the demo: Fatmah is asked today, Maryam's answer waits for Ismet, Budi's was seen."""

from huyula.journal.models import Entry
from huyula.learning.models import Completion
from huyula.lib import clock
from huyula.practice import listeners
from huyula.practice.models import UseQuestion, UseReport
from huyula.practice.samples import a_photo, answer, see
from huyula.site.demo.world import Demo

PHOTO = "papan-pengumuman.jpg"
WORDS = {
    "budi": "Setiap surat edaran kini saya periksa sumbernya dengan daftar dari pelajaran 1. Dua kabar palsu "
    "tidak jadi kami teruskan ke sekolah.",
    "maryam": "Papan pengumuman sekolah saya beri tanggal dan sumber; orang tua murid tidak lagi bertanya dua kali.",
}


def fill(demo: Demo) -> None:
    """Plan the questions as the worker does (told again, it plans nothing twice), and let two officers answer."""
    for entry in Entry.objects.filter(verb="learning.completed").order_by("pk"):
        completion = Completion.objects.get(pk=entry.about_id)
        with clock.days_ago((clock.now() - completion.at).days):
            listeners.plan_question(entry)
    with clock.days_ago(12):
        told = _answer(demo, "budi")
    with clock.days_ago(11):
        see(told, by=demo.cast["ismet"])
    with clock.days_ago(3):
        _answer(demo, "maryam", with_photo=True)


def _answer(demo: Demo, key: str, *, with_photo: bool = False) -> UseReport:
    """Let one of the cast answer the oldest question."""
    asked = UseQuestion.objects.filter(person=demo.cast[key]).order_by("due_on")[0]
    return answer(asked, words=WORDS[key], photo=a_photo(name=PHOTO) if with_photo else None)
