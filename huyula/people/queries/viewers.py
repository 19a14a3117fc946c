"""Reading who is here: the person behind an account, the agencies somebody acts for, the roles a page shows."""

import uuid
from dataclasses import dataclass

from django.db import connection

from huyula.access.models import Agency, Grant, Role, User
from huyula.lib import clock
from huyula.people.models import Person
from huyula.people.rules.names import readable

IN_FORCE = "g.user_id = %(user)s AND g.since <= %(day)s AND (g.until IS NULL OR g.until >= %(day)s)"
POSTS = """
    SELECT h.agency_id, h.kind FROM people_placement h JOIN people_person p ON p.id = h.person_id
    WHERE p.user_id = %(user)s AND upper_inf(h.recorded) AND h.valid @> %(day)s::date
"""
AGENCIES = f"""
    SELECT a.* FROM {Agency._meta.db_table} a LEFT JOIN ({POSTS}) own ON own.agency_id = a.id AND own.kind = 'D'
    WHERE a.id IN (
        SELECT agency_id FROM ({POSTS}) posts
        UNION SELECT g.agency_id FROM {Grant._meta.db_table} g WHERE g.role = '{Role.ADMINISTRATOR}' AND {IN_FORCE}
        UNION SELECT g.agency_id FROM people_unitgrant g WHERE {IN_FORCE}
    ) ORDER BY own.agency_id IS NULL, a.code, a.id
"""  # noqa: S608 - names of tables and roles, nothing typed
ME = f"""
    WITH posts AS ({POSTS}),
    granted AS (SELECT g.agency_id, g.role FROM {Grant._meta.db_table} g WHERE {IN_FORCE}),
    roles AS (SELECT g.agency_id FROM people_unitgrant g WHERE {IN_FORCE})
    SELECT p.id, COALESCE((SELECT b.name FROM people_biodata b WHERE b.person_id = p.id AND upper_inf(b.recorded)
            ORDER BY b.recorded DESC LIMIT 1), u.label),
        (SELECT a.name FROM {Agency._meta.db_table} a JOIN (
            SELECT agency_id, CASE kind WHEN 'D' THEN 0 WHEN 'TT' THEN 2 ELSE 1 END AS place FROM posts
            UNION ALL SELECT agency_id, CASE role WHEN '{Role.ADMINISTRATOR}' THEN 3 ELSE 5 END FROM granted
            UNION ALL SELECT agency_id, 4 FROM roles
        ) held ON held.agency_id = a.id ORDER BY held.place, a.code LIMIT 1),
        EXISTS (SELECT FROM granted WHERE role = '{Role.ADMINISTRATOR}'), EXISTS (SELECT FROM roles),
        EXISTS (SELECT FROM granted WHERE role = '{Role.OPERATOR}'), EXISTS (SELECT FROM posts),
        COALESCE(people_leads(p.id, %(day)s::date), false)
    FROM {User._meta.db_table} u LEFT JOIN people_person p ON p.user_id = u.id WHERE u.id = %(user)s
"""  # noqa: S608 - as above


def person_of(user: User) -> Person | None:
    """Give the person behind an account. One query."""
    return Person.objects.filter(user=user).first()


def agencies_of(user: User) -> list[Agency]:
    """Give the agencies where a user has a post or a role today, that of the own definitive post first. One query.

    Whoever runs the installation acts for no agency by that.
    """
    if not user.is_active:
        return []
    return list(Agency.objects.raw(AGENCIES, {"user": user.pk, "day": clock.today()}))


def agency_of(user: User) -> Agency | None:
    """Give the agency for which a user acts today. One query."""
    return next(iter(agencies_of(user)), None)


def agency_named(user: User, code: str) -> Agency | None:
    """Give the agency of this code among those for which a user acts today, without a code the first. One query."""
    return next((agency for agency in agencies_of(user) if code in {"", agency.code}), None)


@dataclass(frozen=True, slots=True)
class Me:
    """Who is signed in, as the frame and the menu need it.

    `leads` says whether they head a unit with others, were chosen as a supervisor, or act for one: who leads whom say
    `team_of` and `supervisor_of`.
    """

    person: uuid.UUID | None
    name: str
    agency: str
    is_administrator: bool
    is_unit_officer: bool
    is_operator: bool
    has_post: bool
    leads: bool

    @property
    def sees_people(self) -> bool:
        """Say whether there is an agency whose people the user sees."""
        return self.has_post or self.is_administrator or self.is_unit_officer


def me(user: User) -> Me:
    """Say who a user is and in which roles, once per request: it is kept on the account that the request loaded.

    For what is shown around a page; what somebody may do is asked of the policies, each time anew. One query.
    """
    kept = vars(user).get("_shown_as")
    if not isinstance(kept, Me):
        kept = vars(user)["_shown_as"] = _me(user)
    return kept


def _me(user: User) -> Me:
    with connection.cursor() as cursor:
        cursor.execute(ME, {"user": user.pk, "day": clock.today()})
        person, name, agency, *roles = cursor.fetchall()[0]
    return Me(person, readable(name), agency or "", *roles)
