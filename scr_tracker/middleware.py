"""What no view can catch: a request body that is too large or breaks off; who is signed out."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from scr_tracker import unsaved, unsaved_store
from scr_tracker.errors import too_large

#: A body may be this many times the largest file before it is refused unread: between the two
#: limits the form itself comes back, filled in, with the message at the field.
BODY_FACTOR = 4

ENDED = "You have been signed out because your session has ended. Sign in to go on."


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


class SignInMiddleware(LoginRequiredMiddleware):
    """Signing in is the default. Who must do so in the middle of their work loses nothing."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:  # type: ignore[override]
        if _is_from_script(request):
            return HttpResponse("You have been signed out.", status=403, content_type="text/plain")
        if request.method == "POST" and unsaved.keep(request):
            return redirect_to_login(reverse("unsaved"), self.get_login_url(view_func))
        if _has_ended(request):
            messages.info(request, ENDED)
        return super().handle_no_permission(request, view_func)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        came_through = request.method == "POST" and response.status_code < 400
        if came_through and request.user.is_authenticated:
            unsaved.forget_sent(request, is_saved=response.status_code >= 300)
        unsaved_store.set_cookie(request, response)
        return response


def _is_from_script(request: HttpRequest) -> bool:
    """A script can show nobody a sign-in page: it needs a plain no. So does a picture."""
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    return "X-CSRFToken" in request.headers or mode != "navigate"


def _has_ended(request: HttpRequest) -> bool:
    """The browser names a session that is no longer there. After signing out it names none."""
    is_named = bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    return is_named and request.session.session_key is None
