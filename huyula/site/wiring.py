"""The whole of cause and effect between areas, on one page. Everything is named by its dotted path."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# A verb of the journal -> who is told of it, at least once, by the worker.
LISTENERS: dict[str, list[str]] = {
    "competence.evidence_noted": ["huyula.insight.listeners.count_evidence"],
    "competence.level_set": ["huyula.insight.listeners.count_round"],
    "competence.round_confirmed": ["huyula.insight.listeners.count_round"],
    "competence.round_finished": ["huyula.insight.listeners.count_round"],
    "competence.standard_ended": ["huyula.insight.listeners.count_agency"],
    "competence.standard_set": ["huyula.insight.listeners.count_agency"],
    "competence.standards_proposed": ["huyula.insight.listeners.count_agency"],
    "exams.handed_in": ["huyula.learning.listeners.refresh_after_quiz"],
    "hours.posted": ["huyula.insight.listeners.count_posting"],
    "hours.reversed": ["huyula.insight.listeners.count_posting"],
    "hours.rule_added": ["huyula.insight.listeners.count_everybody"],
    "hours.rule_changed": ["huyula.insight.listeners.count_everybody"],
    "learning.completed": [
        "huyula.learning.listeners.post_hours",
        "huyula.learning.listeners.note_evidence",
        "huyula.learning.listeners.issue_certificate",
        "huyula.practice.listeners.plan_question",
    ],
    "letters.pattern_added": ["huyula.credentials.listeners.issue_held"],
    "people.import_undone": ["huyula.insight.listeners.count_agency"],
    "people.imported": ["huyula.insight.listeners.count_agency"],
    "people.moved_away": ["huyula.insight.listeners.count_agency"],
    "people.moved_back": ["huyula.insight.listeners.count_agency"],
    "people.unit_placed": ["huyula.insight.listeners.count_agency"],
    "people.units_imported": ["huyula.insight.listeners.count_agency"],
    "practice.confirmed": ["huyula.practice.listeners.note_use", "huyula.insight.listeners.count_confirmation"],
    "practice.planned": ["huyula.insight.listeners.count_question"],
    "practice.reported": ["huyula.insight.listeners.count_report"],
}

# An area -> the query that gives what waits for a user: fn(user) -> list of site.waiting.Item ("Perlu Anda").
WAITING: dict[str, str] = {
    "calendar": "huyula.calendar.queries.waiting",
    "competence": "huyula.competence.queries.waiting.waiting_for",
    "credentials": "huyula.credentials.queries.waiting",
    "people": "huyula.people.queries.waiting.waiting_for",
    "practice": "huyula.practice.queries.waiting.waiting_for",
}

# A hole in a page -> (query that fills it, fragment that shows it).
SLOTS: dict[str, tuple[str, str] | list[tuple[str, str]]] = {
    "site.welcome": ("huyula.credentials.queries.welcome", "credentials/_welcome.html"),
    "hours.posting.proof": ("huyula.learning.queries.slots.proof_of", "learning/_proof.html"),
    "learning.completion": [
        ("huyula.hours.queries.of_completion", "hours/_of_completion.html"),
        ("huyula.credentials.queries.of_completion", "credentials/_of_completion.html"),
    ],
    "competence.gap.next": ("huyula.learning.queries.slots.for_gap", "learning/_for_gap.html"),
    "exams.after": ("huyula.learning.queries.slots.after_quiz", "learning/_after_quiz.html"),
    "exams.before": ("huyula.learning.queries.slots.before_quiz", "learning/_before_quiz.html"),
    "people.person": ("huyula.hours.queries.person_card", "hours/_person.html"),
    "site.home": [
        ("huyula.hours.queries.home_card", "hours/_home.html"),
        ("huyula.competence.queries.slots.home", "competence/_home.html"),
        ("huyula.learning.queries.slots.home", "learning/_home.html"),
    ],
    "people.unit.figures": ("huyula.insight.queries.slots.of_unit", "insight/_unit.html"),
    "people.unit.practice": ("huyula.practice.queries.slots.of_unit", "practice/_unit.html"),
}

# A kind of event from a device -> the function of an area's api.py that takes it.
EVENTS: dict[str, str] = {
    "competence.rated": "huyula.competence.api.rated",
    "competence.finished": "huyula.competence.api.finished",
    "exams.answered": "huyula.exams.api.answered",
    "exams.handed_in": "huyula.exams.api.handed_in",
    "learning.lesson_done": "huyula.learning.api.lesson_done",
    "learning.place_kept": "huyula.learning.api.place_kept",
    "practice.reported": "huyula.practice.api.reported",
}

# A verb -> the name of the address that shows what it is about.
PAGE_OF: dict[str, str] = {
    "hours.posted": "hours:posting",
    "hours.reversed": "hours:posting",
    "credentials.issued": "credentials:certificate",
    "credentials.replaced": "credentials:certificate",
    "credentials.revoked": "credentials:certificate",
    "learning.completed": "learning:completion",
    "learning.version_made": "learning:version",
    "learning.published": "learning:version",
    "insight.memo_issued": "letters:letter",
    "insight.released": "insight:withdrawal",
    "practice.reported": "practice:report",
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
        "credentials:verdict",
        "credentials:check",
        "credentials:keys",
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
SCOPES: dict[str, str | Promise] = {
    "hours:read": _("Read the learning hours of the agency's people, with their NIP"),
}

# The main ways: (url name, label, icon, predicate fn(user) -> bool).
NAVIGATION: list[tuple[str, Promise, str, str]] = [
    ("home", _("First page"), "home", ""),
    ("waiting", _("Needs you"), "inbox", ""),
    ("learning:catalogue", _("Learn"), "book", "huyula.site.frame.has_agency"),
    ("learning:taught", _("Courses we teach"), "edit", "huyula.site.frame.is_administrator"),
    ("competence:mine", _("My gaps"), "target", "huyula.site.frame.has_person"),
    ("insight:team", _("My team"), "people", "huyula.site.frame.leads"),
    ("hours:mine", _("My learning hours"), "clock", "huyula.site.frame.has_person"),
    ("credentials:mine", _("My certificates"), "award", "huyula.site.frame.has_person"),
    ("practice:mine", _("My use at work"), "hands", "huyula.site.frame.has_person"),
    ("people:me", _("My data"), "person", "huyula.site.frame.has_person"),
    ("people:persons", _("People"), "people", "huyula.site.frame.has_agency"),
    ("people:units", _("Units"), "tree", "huyula.site.frame.has_agency"),
    ("insight:units", _("Figures of the units"), "chart", "huyula.site.frame.is_personnel_office"),
    ("people:slips", _("Activation slips"), "key", "huyula.site.frame.is_personnel_office"),
    ("people:imports", _("Files from SIASN"), "upload", "huyula.site.frame.is_administrator"),
    ("calendar:home", _("Calendar"), "calendar", ""),
    ("access:agencies", _("Agencies"), "building", "huyula.site.frame.keeps_agency"),
    ("competence:standards", _("Standards of posts"), "sliders", "huyula.site.frame.is_administrator"),
    ("letters:home", _("How letters look"), "mail", "huyula.site.frame.is_administrator"),
]
