"""The upload address: the one door of this area."""

from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from huyula.access.policies import SignedInRequest, signed_in
from huyula.files import actions
from huyula.files.forms import UploadForm
from huyula.files.rules import Kind
from huyula.lib.refused import Refused


@require_POST
@signed_in
def uploads(request: SignedInRequest) -> HttpResponse:
    """Keep a file until a form uses it; answers with its id, name and size in bytes, or with why not."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        detail = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"code": "MALFORMED", "detail": detail}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    given = form.cleaned_data["file"]
    try:
        blob = actions.upload(given, name=given.name, kind=Kind(form.cleaned_data["kind"]), by=request.user)
    except Refused as refused:
        return JsonResponse({"code": refused.code, "detail": refused.detail}, status=HTTPStatus.CONFLICT)
    answer = {"id": str(blob.pk), "name": blob.name, "media_type": blob.media_type, "size": blob.size}
    return JsonResponse(answer, status=HTTPStatus.CREATED)
