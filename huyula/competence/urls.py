"""Addresses of competence."""

from django.urls import path

from huyula.competence.views import dictionary, gaps, reviews, rounds, standards

app_name = "competence"
urlpatterns = [
    path("", gaps.mine, name="mine"),
    path("persons/<uuid:pk>/", gaps.person, name="person"),
    path("persons/<uuid:pk>/<str:code>/", gaps.gap, name="gap"),
    path("team/", reviews.team, name="team"),
    path("rounds/new/", rounds.new_round, name="new_round"),
    path("rounds/<int:pk>/", rounds.overview, name="round"),
    path("rounds/<int:pk>/finish/", rounds.finish, name="finish"),
    path("rounds/<int:pk>/review/", reviews.review, name="review"),
    path("rounds/<int:pk>/confirmation/", reviews.confirmation, name="confirmation"),
    path("rounds/<int:pk>/review/<str:code>/", reviews.decision, name="decision"),
    path("rounds/<int:pk>/<str:code>/", rounds.rating, name="rating"),
    path("confirmations/", reviews.confirmations, name="confirmations"),
    path("dictionary/", dictionary.dictionary, name="dictionary"),
    path("dictionary/<str:code>/", dictionary.competence, name="competence"),
    path("standards/", standards.standards, name="standards"),
    path("standards/class/", standards.post_class, name="class"),
    path("standards/confirmation/", standards.standards_confirmation, name="standards_confirmation"),
    path("standards/new/", standards.new_standard, name="new_standard"),
    path("standards/<int:pk>/", standards.standard, name="standard"),
    path("standards/<int:pk>/ending/", standards.standard_ending, name="standard_ending"),
    path("standards/positions/", standards.positions, name="positions"),
    path("standards/positions/<uuid:pk>/", standards.position, name="position"),
]
