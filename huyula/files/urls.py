"""Addresses of files: one, to send to."""

from django.urls import path

from huyula.files import views

app_name = "files"
urlpatterns = [path("", views.uploads, name="uploads")]
