"""Addresses of exams."""

from django.urls import path

from huyula.exams import views

app_name = "exams"
urlpatterns = [
    path("quizzes/<uuid:pk>/", views.quiz, name="quiz"),
    path("quizzes/<uuid:pk>/attempts/new/", views.new_attempt, name="new_attempt"),
    path("attempts/<uuid:pk>/", views.attempt, name="attempt"),
    path("attempts/<uuid:pk>/questions/<int:question>/answer/", views.answer, name="answer"),
    path("attempts/<uuid:pk>/hand-in/", views.hand_in, name="hand_in"),
    path("attempts/<uuid:pk>/result/", views.result, name="result"),
]
