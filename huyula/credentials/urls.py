"""Addresses of certificates. What stands on paper (`/s/`) is short and never changes."""

from django.urls import path

from huyula.credentials import views

app_name = "credentials"
urlpatterns = [
    path("s/", views.no_code, name="verdict"),
    path("s/<str:token>", views.verdict, name="verdict"),
    path("sertifikat/", views.check, name="check"),
    path("sertifikat/kunci/", views.keys, name="keys"),
    path("certificates/", views.mine, name="mine"),
    path("certificates/register/", views.register, name="register"),
    path("certificates/<uuid:pk>/", views.certificate, name="certificate"),
    path("certificates/<uuid:pk>/content/", views.certificate_content, name="certificate_content"),
    path("certificates/<uuid:pk>/revocation/", views.revocation, name="revocation"),
    path("certificates/<uuid:pk>/reissue/", views.reissue, name="reissue"),
]
