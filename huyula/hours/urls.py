"""Addresses of hours."""

from django.urls import path

from huyula.hours import views

app_name = "hours"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("persons/<uuid:pk>/", views.person, name="person"),
    path("postings/<int:pk>/", views.posting, name="posting"),
    path("postings/<int:pk>/reversal/", views.reversal, name="reversal"),
    path("ledger/", views.ledger, name="ledger"),
    path("rules/", views.rules, name="rules"),
    path("rules/duties/new/", views.new_duty, name="new_duty"),
    path("rules/confirmation/", views.rule_confirmation, name="rule_confirmation"),
    path("rules/succession/", views.rule_succession, name="rule_succession"),
]
