"""How a stored file is sent: to be kept, never to be shown in the browser."""

from django.http import HttpResponseBase
from django.utils.http import content_disposition_header


def as_attachment(
    response: HttpResponseBase, *, name: str, content_type: str, size: int
) -> HttpResponseBase:
    """The response with the headers of a private file; `size` in bytes."""
    response["Content-Type"] = content_type
    response["Content-Length"] = str(size)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
