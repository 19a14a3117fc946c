"""Addresses of people."""

from django.urls import path

from huyula.people.views import grants, persons, slips, supervisors, units

app_name = "people"
urlpatterns = [
    path("me/", persons.me, name="me"),
    path("persons/", persons.persons, name="persons"),
    path("persons/<uuid:pk>/", persons.person, name="person"),
    path("persons/<uuid:pk>/restricted/", persons.restricted, name="restricted"),
    path("persons/<uuid:pk>/supervisor/", supervisors.supervisor, name="supervisor"),
    path("persons/<uuid:pk>/supervisor/removal/", supervisors.supervisor_removal, name="supervisor_removal"),
    path("persons/<uuid:pk>/objection/", supervisors.objection, name="objection"),
    path("persons/<uuid:pk>/access/", slips.person_access, name="person_access"),
    path("persons/<uuid:pk>/access/mail/", slips.code_mail, name="code_mail"),
    path("persons/<uuid:pk>/access/address/", slips.address, name="address"),
    path("objections/<int:pk>/", supervisors.objection_answer, name="objection_answer"),
    path("delegations/", supervisors.delegations, name="delegations"),
    path("delegations/<int:pk>/ending/", supervisors.delegation_ending, name="delegation_ending"),
    path("slips/", slips.slips, name="slips"),
    path("units/", units.units, name="units"),
    path("units/unplaced/", units.unplaced, name="unplaced"),
    path("units/unplaced/list/", units.unplaced_list, name="unplaced_list"),
    path("units/<uuid:pk>/", units.unit, name="unit"),
    path("units/<uuid:pk>/grants/", grants.grants, name="grants"),
    path("units/<uuid:pk>/grants/new/", grants.new_grant, name="new_grant"),
    path("grants/<int:pk>/ending/", grants.grant_ending, name="grant_ending"),
]
