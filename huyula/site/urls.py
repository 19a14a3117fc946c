"""The addresses of Huyula, area by area."""

from django.urls import URLPattern, URLResolver, include, path

from huyula.site import home, pwa

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("perlu-anda/", home.waiting, name="waiting"),
    path("sw.js", pwa.service_worker, name="service_worker"),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("offline/", pwa.offline, name="offline"),
    path("files/", include("huyula.files.urls")),
    path("ui/", include("huyula.ui.urls")),
]
