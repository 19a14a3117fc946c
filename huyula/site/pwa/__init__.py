"""The shell that stays on a device: the service worker, the manifest and the page that is shown without a connection.

The worker keeps files of the shell and that one page, never a page about a person, and never touches the outbox.
"""

import hashlib
import json

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from huyula.ui import assets
from huyula.ui.pages import render

ICONS = [
    ("icons/icon-192.png", "192x192", "any"),
    ("icons/icon-512.png", "512x512", "any"),
    ("icons/maskable-512.png", "512x512", "maskable"),
]


@require_safe
@never_cache
def service_worker(_request: HttpRequest) -> HttpResponse:
    """Serve the worker with the list of what it keeps; a new build, language or release makes it a new worker."""
    files = assets.shell_files()
    build = hashlib.sha256(
        "\n".join([*files, get_language() or "", str(settings.HUYULA_IS_DEMO)]).encode()
    ).hexdigest()[:12]
    kept = [{"url": static(name), "revision": None} for name in files]
    kept.append({"url": reverse("offline"), "revision": build})
    head = f"self.HUYULA = {json.dumps({'kept': kept, 'offline': reverse('offline')})};\n"
    return HttpResponse(head + (assets.DIST / "sw.js").read_text(), content_type="text/javascript; charset=utf-8")


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """Tell a device how to put Huyula on its first screen."""
    icons = [
        {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose} for name, sizes, purpose in ICONS
    ]
    words = {
        "name": "Huyula",
        "short_name": "Huyula",
        "description": gettext("Learning and personnel of the civil servants of a province."),
        "lang": get_language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": "#04462c",
        "background_color": "#f3f7f4",
        "icons": icons,
    }
    return JsonResponse(words, content_type="application/manifest+json")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Show that there is no connection. Kept on the device, so that it knows nobody, whoever asks for it."""
    request.user = AnonymousUser()
    return render(request, "ui/offline.html")
