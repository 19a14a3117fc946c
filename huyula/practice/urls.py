"""Addresses of practice."""

from django.urls import path

from huyula.practice import views

app_name = "practice"
urlpatterns = [
    path("me/", views.mine, name="mine"),
    path("questions/<uuid:pk>/", views.question, name="question"),
    path("questions/<uuid:pk>/photo/", views.question_photo, name="question_photo"),
    path("reports/confirmations/", views.confirmations, name="confirmations"),
    path("reports/<int:pk>/", views.report, name="report"),
    path("reports/<int:pk>/confirmation/", views.confirmation, name="confirmation"),
    path("reports/<int:pk>/photo/", views.photo, name="photo"),
    path("units/<uuid:pk>/", views.unit, name="unit"),
]
