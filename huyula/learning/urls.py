"""Addresses of learning."""

from django.urls import path

from huyula.learning.views import courses, lessons, teaching

app_name = "learning"
urlpatterns = [
    path("", courses.catalogue, name="catalogue"),
    path("mine/", courses.mine, name="mine"),
    path("courses/<uuid:pk>/", courses.course, name="course"),
    path("courses/<uuid:pk>/enrolments/new/", courses.new_enrolment, name="new_enrolment"),
    path("enrolments/<uuid:pk>/", lessons.resume, name="resume"),
    path("enrolments/<uuid:pk>/withdrawal/", courses.withdrawal, name="withdrawal"),
    path("enrolments/<uuid:pk>/lessons/<uuid:lesson>/", lessons.lesson, name="lesson"),
    path("enrolments/<uuid:pk>/lessons/<uuid:lesson>/done/", lessons.lesson_done, name="lesson_done"),
    path("completions/<uuid:pk>/", courses.completion, name="completion"),
    path("lessons/<uuid:pk>/file/", lessons.lesson_file, name="lesson_file"),
    path("pictures/<uuid:pk>/", lessons.picture, name="picture"),
    path("teaching/", teaching.taught, name="taught"),
    path("versions/<uuid:pk>/", teaching.version, name="version"),
    path("versions/<uuid:pk>/publication/", teaching.publication, name="publication"),
    path("versions/<uuid:pk>/lessons/<uuid:lesson>/", teaching.preview, name="preview"),
]
