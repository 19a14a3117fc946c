"""Addresses of insight."""

from django.urls import path

from huyula.insight.views import gaps, memos, releases, team, units

app_name = "insight"
urlpatterns = [
    path("units/", units.units, name="units"),
    path("units/file/", units.units_file, name="units_file"),
    path("people/", units.people, name="people"),
    path("people/file/", units.people_file, name="people_file"),
    path("counted/", units.counted, name="counted"),
    path("counts/new/", units.new_count, name="new_count"),
    path("gaps/", gaps.gaps, name="gaps"),
    path("gaps/<str:code>/", gaps.gap, name="gap"),
    path("team/", team.team, name="team"),
    path("memos/new/", memos.new_memo, name="new_memo"),
    path("agencies/", releases.agencies, name="agencies"),
    path("releases/", releases.releases, name="releases"),
    path("releases/new/", releases.new_release, name="new_release"),
    path("releases/<int:pk>/withdrawal/", releases.withdrawal, name="withdrawal"),
]
