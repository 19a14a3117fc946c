"""Addresses of letters."""

from django.urls import path

from huyula.letters import views

app_name = "letters"
urlpatterns = [
    path("", views.home, name="home"),
    path("agencies/<uuid:pk>/", views.settings, name="settings"),
    path("agencies/<uuid:pk>/sample.png", views.sample_picture, name="sample_picture"),
    path("agencies/<uuid:pk>/sample.pdf", views.sample_letter, name="sample_letter"),
    path("agencies/<uuid:pk>/letterheads/new/", views.new_letterhead, name="new_letterhead"),
    path("agencies/<uuid:pk>/signatories/new/", views.new_signatory, name="new_signatory"),
    path("agencies/<uuid:pk>/patterns/new/", views.new_pattern, name="new_pattern"),
    path("agencies/<uuid:pk>/letters/", views.letters, name="letters"),
    path("signatories/<int:pk>/ending/", views.signatory_ending, name="signatory_ending"),
    path("patterns/<int:pk>/ending/", views.pattern_ending, name="pattern_ending"),
    path("<uuid:pk>/", views.letter, name="letter"),
    path("<uuid:pk>/content/", views.letter_content, name="letter_content"),
    path("<uuid:pk>/cancellation/", views.cancellation, name="cancellation"),
]
