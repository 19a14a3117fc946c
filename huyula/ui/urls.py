"""Addresses of `ui`: the live page of components, and what a device chooses for itself."""

from django.urls import path
from django.views.i18n import set_language

from huyula.ui import display, views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("outbox/", views.outbox, name="outbox"),
    path("display/", display.choose, name="display"),
    path("language/", set_language, name="language"),
]
