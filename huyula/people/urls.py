"""Addresses of people."""

from django.urls import path

from huyula.people.views import grants, imports, persons, slips, supervisors, units

app_name = "people"
urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.new_import, name="new_import"),
    path("imports/columns/", imports.columns, name="import_columns"),
    path("imports/<uuid:pk>/", imports.one_import, name="import"),
    path("imports/<uuid:pk>/differences/", imports.differences, name="differences"),
    path("imports/<uuid:pk>/newcomers/", imports.newcomers, name="newcomers"),
    path("imports/<uuid:pk>/wrong-cells/", imports.wrong_cells, name="wrong_cells"),
    path("imports/<uuid:pk>/wrong-cells/sheet/", imports.marked_sheet, name="marked_sheet"),
    path("imports/<uuid:pk>/application/", imports.application, name="application"),
    path("imports/<uuid:pk>/check/", imports.check, name="check"),
    path("imports/<uuid:pk>/discarding/", imports.discarding, name="discarding"),
    path("imports/<uuid:pk>/undo/", imports.undo, name="undo"),
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
