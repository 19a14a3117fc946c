"""Addresses of the calendar."""

from django.urls import path

from huyula.calendar import views

app_name = "calendar"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:year>/", views.year, name="year"),
    path("<int:year>/decrees/new/", views.new_decree, name="new_decree"),
    path("<int:year>/holidays/new/", views.new_holiday, name="new_holiday"),
    path("holidays/<int:pk>/confirmation/", views.confirmation, name="confirmation"),
    path("holidays/<int:pk>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("agencies/<uuid:pk>/hours/", views.hours, name="hours"),
    path("agencies/<uuid:pk>/hours/confirmation/", views.hours_confirmation, name="hours_confirmation"),
    path("agencies/<uuid:pk>/hours/new/", views.new_hours, name="new_hours"),
]
