"""What no view can catch: a request body that is too large, or that breaks off."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from scr_tracker.errors import too_large

#: A body may be this many times the largest file before it is refused unread: between the two
#: limits the form itself comes back, filled in, with the message at the field.
BODY_FACTOR = 4


class BadInputMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > BODY_FACTOR * settings.EVIDENCE_MAX_BYTES:
            return too_large(request)
        try:
            return self.get_response(request)
        finally:
            if request.content_type == "multipart/form-data":
                _close_uploads(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return too_large(request) if isinstance(error, RequestDataTooBig) else None


def _close_uploads(request: HttpRequest) -> None:
    """Of a request that broke off, Python would remove the temporary file only some time later."""
    for handler in request.upload_handlers:
        if hasattr(handler, "file"):
            handler.file.close()
