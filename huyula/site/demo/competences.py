"""The competences of the demo: standards of the agencies, posts with their own, ratings at every state."""

import datetime as dt

from huyula.competence import actions
from huyula.competence.models import Competence
from huyula.competence.queries.rounds import sheet_of
from huyula.competence.rules import Importance, Source
from huyula.competence.samples import a_round, an_evidence, load_frameworks
from huyula.lib import clock
from huyula.people.queries import placement_of
from huyula.site.demo.world import Demo

DECIDING, SAFE, RECORDS = "D.d", "D.e", "D.a"
TAUGHT = ("D1.2", "D4.1", "D4.2")  # what the first course serves, to level 1
BASIS = "Keputusan Gubernur CONTOH 12/2026 tentang Standar Kompetensi"
# Of whom the assessment centre said what, some months ago: who, competence, level, months.
ASSESSED = (
    ("budi", DECIDING, 2, 14),
    ("budi", "M4", 2, 14),
    ("ismet", "M2", 3, 20),
    ("ismet", "M8", 2, 20),
    ("fatmah", "M3", 3, 9),
    ("sari", "M2", 1, 11),
)


def fill(demo: Demo) -> None:
    """Propose standards everywhere; let the province set some posts; let people rate themselves and be confirmed."""
    load_frameworks(*demo.agencies.values())
    for key in ("sari", "budi"):
        _set_post(demo, key)
    for key, code, level, months in ASSESSED:
        an_evidence(
            demo.cast[key],
            Competence.objects.get(code=code),
            agency=demo.home,
            level=level,
            source=Source.ASSESSMENT,
            on=clock.today() - dt.timedelta(days=30 * months),
        )
    _rate(demo)


def _set_post(demo: Demo, key: str) -> None:
    """Let somebody's post ask for more than its class where data are its daily work."""
    today = clock.today()
    place = placement_of(demo.cast[key], today)
    if place is None:
        raise LookupError(key)
    for code, level in ((DECIDING, 3), (RECORDS, 2)):
        actions.set_standard(
            demo.home,
            competence=Competence.objects.get(code=code),
            of=place.position,
            level=level,
            importance=Importance.DECISIVE,
            since=today - dt.timedelta(days=200),
            legal_basis=BASIS,
            by=demo.account("ramla"),
        )


def _rate(demo: Demo) -> None:
    """Leave ratings at every state.

    Budi's is confirmed with one level said otherwise, Sari's waits for the supervisor with a great difference, the
    teacher's waits and agrees, Nurhayati's is half done.
    """
    done = a_round(demo.cast["budi"], levels={DECIDING: 2, SAFE: 2}, is_finished=True)
    ismet = demo.account("ismet")
    for one in sheet_of(done).far:
        own = one.own.level if one.own else 0
        actions.decide(done, competence=one.competence.code, level=own, reason="", by=ismet)
    reason = "Dua laporan terakhir masih memuat tautan berkas yang dapat dibuka siapa saja."
    actions.decide(done, competence=SAFE, level=1, reason=reason, by=ismet)
    actions.confirm_rest(done, by=ismet)
    a_round(demo.cast["sari"], levels={DECIDING: 1, SAFE: 1}, is_finished=True)
    a_round(demo.cast["maryam"], levels=dict.fromkeys(TAUGHT, 2), is_finished=True)
    half = {"M1": 1, SAFE: 1, RECORDS: 1}
    a_round(demo.cast["nur"], levels=half)
