"""Private files in a folder, by links that soon expire; a bucket has such links of its own."""

from django.core import signing
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .files import mime_of
from .storage import DOCUMENTS, linked_name, store

# What people uploaded may be shown, never run.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_safe
@never_cache
def private_file(_request: HttpRequest, token: str) -> FileResponse:
    """The link is the permission: who made it was asked before."""
    try:
        name = linked_name(token)
        file = store().open(name)
    except (signing.BadSignature, FileNotFoundError) as error:
        raise Http404 from error
    attached = DOCUMENTS in name.split("/")
    response = FileResponse(file, as_attachment=attached, content_type=mime_of(name))
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response
