"""The addresses of Huyula, area by area."""

from django.urls import URLPattern, URLResolver, include, path

from huyula.site import health, home, pwa
from huyula.site.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("", include("huyula.access.urls")),
    path("api/v1/", api.urls),
    path("perlu-anda/", home.waiting, name="waiting"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("sw.js", pwa.service_worker, name="service_worker"),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("offline/", pwa.offline, name="offline"),
    path("", include("huyula.credentials.urls")),
    path("calendar/", include("huyula.calendar.urls")),
    path("exams/", include("huyula.exams.urls")),
    path("competence/", include("huyula.competence.urls")),
    path("files/", include("huyula.files.urls")),
    path("hours/", include("huyula.hours.urls")),
    path("insight/", include("huyula.insight.urls")),
    path("learning/", include("huyula.learning.urls")),
    path("letters/", include("huyula.letters.urls")),
    path("people/", include("huyula.people.urls")),
    path("practice/", include("huyula.practice.urls")),
    path("ui/", include("huyula.ui.urls")),
]

handler400 = "huyula.site.errors.bad_request"
handler403 = "huyula.site.errors.forbidden"
handler404 = "huyula.site.errors.not_found"
handler500 = "huyula.site.errors.failed"
