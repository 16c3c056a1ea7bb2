"""The file that a list's address asks for, as a response."""

from tempfile import TemporaryFile

from django.conf import settings
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from scr_tracker import as_at
from scr_tracker.exports import csv_file, excel
from scr_tracker.exports.tables import Printed, Table
from scr_tracker.filter_words import NOT_FILTER

KINDS = {"csv": csv_file.TYPE, "xlsx": excel.TYPE}


def wanted(request: HttpRequest, default: str = "") -> str:
    """Which kind of file the address asks for; "" for the page itself."""
    asked = request.GET.get("download", default)
    return asked if asked in KINDS else default


def send(request: HttpRequest, table: Table, default: str = "") -> HttpResponseBase:
    """The list as a file. Where its filter has a mistake, the page, which says so."""
    kind, address = wanted(request, default), table.address or _page(request)
    if table.is_refused:
        return redirect(address)
    now = timezone.now()
    printed = Printed(table, as_at.today(), now, f"{settings.SITE_URL}{address}")
    response = _made(kind, printed) if request.method == "GET" else HttpResponse()
    name = printed.file_name(kind)
    response["Content-Type"] = KINDS[kind]
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _made(kind: str, printed: Printed) -> HttpResponseBase:
    if kind == "csv":
        return StreamingHttpResponse(csv_file.lines(printed))
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    excel.write(printed, file)
    file.seek(0)
    return FileResponse(file)


def _page(request: HttpRequest) -> str:
    """The address of the page whose rows these are."""
    query = request.GET.copy()
    for name in NOT_FILTER:
        query.pop(name, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
