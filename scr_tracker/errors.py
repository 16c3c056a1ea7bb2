"""The three refusals that services raise, and the plain error pages."""

from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render

from scr_tracker import as_at, unsaved

#: Of a form with a file that cannot be taken apart, as one with a name of enormous length.
LONG_NAME = (
    "It could not be read: the name of the file may be too long. Give it a name of at most "
    "255 characters, and choose it again."
)


class ServiceRefused(Exception):
    """Base of the three. The message is for people."""


class NotAllowed(ServiceRefused):
    """This person may not do this. Views answer 404 where the thing is not theirs to see."""


class InvalidTransition(ServiceRefused):
    """The rules of status have no such move, or what the move asks for is missing.

    `field` names the form field that the message belongs to, "" for the form as a whole.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ManyRefused(InvalidTransition):
    """Several things stand against it: a form says them all at once, the message only the first."""

    def __init__(self, refusals: Sequence[InvalidTransition]) -> None:
        super().__init__(str(refusals[0]), refusals[0].field)
        self.refusals = refusals


def refuse_all(refusals: Sequence[InvalidTransition]) -> None:
    """Raise what stands against it, if anything does."""
    if refusals:
        raise ManyRefused(refusals) if len(refusals) > 1 else refusals[0]


class StaleRecord(ServiceRefused):
    """Somebody saved since the person read; it may have been themselves, in another window.

    `changes` says what, one line a field; `version` is the one that is there now; `savers` the
    keys of those who saved. `read` is the row as the person read it, where history has it, and
    `saved` as it is now: by them a form can be merged (`merging.py`).
    """

    def __init__(
        self,
        changes: list[str],
        version: int,
        savers: Collection[int | None] = (),
        *,
        read: Any = None,
        saved: Any = None,
    ) -> None:
        super().__init__("Somebody else has saved changes since you opened this page.")
        self.changes = changes
        self.version = version
        self.savers = savers
        self.read = read
        self.saved = saved

    def is_all_by(self, pk: int | None) -> bool:
        return set(self.savers) == {pk}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    # Also where CSRF is checked, before the middleware that says it for views.
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    is_form = isinstance(exception, MultiPartParserError)
    if is_form and "X-CSRFToken" in request.headers:  # a script that sends files shows it there
        return HttpResponse(LONG_NAME, status=422, content_type="text/plain; charset=utf-8")
    return render(request, "400.html", {"is_form": is_form}, status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    then = exception if isinstance(exception, as_at.NotThere) else None
    return render(request, "404.html", {"not_there": then}, status=404)


def too_large(request: HttpRequest) -> HttpResponse:
    return render(request, "413.html", status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    # No context processors: the page must work when the database does not.
    return HttpResponse(
        _render_plain("500.html"), status=500, content_type="text/html; charset=utf-8"
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token of an earlier session, or none. What came from another site is not kept."""
    if not reason.startswith(("Origin", "Referer")) and unsaved.keep(request):
        return redirect("unsaved")
    return render(request, "403_csrf.html", status=403)


def _render_plain(template: str) -> str:
    from django.template.loader import render_to_string

    return render_to_string(template)
