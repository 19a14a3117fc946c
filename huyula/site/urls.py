"""The addresses of Huyula, area by area."""

from django.urls import URLPattern, URLResolver, include, path

from huyula.site import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("perlu-anda/", home.waiting, name="waiting"),
    path("ui/", include("huyula.ui.urls")),
]
