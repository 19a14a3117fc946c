"""The whole of cause and effect between areas, on one page. Everything is named by its dotted path."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# A verb of the journal -> who is told of it, at least once, by the worker.
LISTENERS: dict[str, list[str]] = {}

# An area -> the query that gives what waits for a user: fn(user) -> list of site.waiting.Item ("Perlu Anda").
WAITING: dict[str, str] = {
    "calendar": "huyula.calendar.queries.waiting",
    "competence": "huyula.competence.queries.waiting.waiting_for",
    "people": "huyula.people.queries.waiting.waiting_for",
}

# A hole in a page -> (query that fills it, fragment that shows it).
SLOTS: dict[str, tuple[str, str]] = {}

# A kind of event from a device -> the function of an area's api.py that takes it.
EVENTS: dict[str, str] = {
    "competence.rated": "huyula.competence.api.rated",
    "competence.finished": "huyula.competence.api.finished",
    "exams.answered": "huyula.exams.api.answered",
    "exams.handed_in": "huyula.exams.api.handed_in",
}

# A verb -> the name of the address that shows what it is about.
PAGE_OF: dict[str, str] = {
    "letters.issued": "letters:letter",
    "letters.cancelled": "letters:letter",
    "people.supervisor_objected": "people:objection_answer",
    "people.unit_placed": "people:unit",
    "competence.round_finished": "competence:review",
    "competence.round_confirmed": "competence:review",
    "competence.level_set": "competence:review",
    "competence.standard_set": "competence:standard",
    "competence.standard_ended": "competence:standard",
}

# Addresses that are open to whoever is signed out; they hold no personal data. Every other page is closed.
PUBLIC: frozenset[str] = frozenset(
    {
        "home",
        "alive",
        "ready",
        "service_worker",
        "manifest",
        "offline",
        "ui:gallery",
        "ui:outbox",
        "ui:display",
        "ui:language",
        "access:sign_in",
        "access:passkey_sign_in",
        "access:second_step",
        "access:forgotten",
        "access:sign_out",
        "access:activation",
        "access:means",
        "access:first_passkey",
    }
)

# Who stands behind accounts: fn(ids of users) -> {id: name}, in one query; empty = accounts go by their label.
NAMES: str = "huyula.people.queries.names_of_users"

# For which agency a user acts today: fn(user) -> Agency or None, in one query.
AGENCY_OF: str = "huyula.people.queries.agency_of"

# Who is shown at the head of a page: fn(request) -> ui.frame.Who.
FRAME: str = "huyula.site.frame.who"

# What programs with a token may be allowed to do: scope -> the sentence by which an administrator chooses it.
SCOPES: dict[str, str] = {}

# The main ways: (url name, label, icon, predicate fn(user) -> bool).
NAVIGATION: list[tuple[str, Promise, str, str]] = [
    ("home", _("First page"), "home", ""),
    ("waiting", _("Needs you"), "inbox", ""),
    ("people:me", _("My data"), "person", "huyula.site.frame.has_person"),
    ("competence:mine", _("My gaps"), "target", "huyula.site.frame.has_person"),
    ("competence:team", _("My team's gaps"), "hands", "huyula.site.frame.has_person"),
    ("people:persons", _("People"), "people", "huyula.site.frame.has_agency"),
    ("people:units", _("Units"), "tree", "huyula.site.frame.has_agency"),
    ("people:slips", _("Activation slips"), "key", "huyula.site.frame.is_personnel_office"),
    ("calendar:home", _("Calendar"), "calendar", ""),
    ("access:agencies", _("Agencies"), "building", "huyula.site.frame.keeps_agency"),
    ("competence:standards", _("Standards of posts"), "sliders", "huyula.site.frame.is_administrator"),
    ("letters:home", _("How letters look"), "mail", "huyula.site.frame.is_administrator"),
]
