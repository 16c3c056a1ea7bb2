import logging
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evidence import scanning, services
from evidence.evidence_page import supported
from evidence.models import EvidenceVersion
from evidence.tables import figures_table, register_table
from recommendations.models import Recommendation, Review
from scr_tracker import as_at, exports
from scr_tracker.attachments import as_attachment
from scr_tracker.scoping import get_visible

logger = logging.getLogger(__name__)
#: These have no page: their address without more is the CSV.
CSV = "csv"
REVIEWS = Review.objects.select_related("partnership")
WITH_REVIEW = Recommendation.objects.select_related("review__partnership")


@require_safe
def version_download(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Visible → checked → logged → sent as an attachment. HEAD sends and logs nothing."""
    versions = EvidenceVersion.objects.select_related("evidence__partnership")
    version: EvidenceVersion = get_visible(request, versions, public_id)
    if not scanning.is_readable(version):
        return _not_sent(request, version, scanning.why_not(version), 409)
    response: HttpResponseBase = HttpResponse()
    if request.method == "GET":
        try:
            stream = version.open_stored()
        except Exception:
            logger.exception("Version %s could not be opened", version.pk)
            return _not_sent(request, version, "it could not be read from the store.", 503)
        services.record_download(actor=request.user, version=version)  # type: ignore[arg-type]
        response = FileResponse(stream)
    return as_attachment(
        response,
        name=version.original_name,
        content_type=version.content_type,
        size=version.size,
    )


def _not_sent(
    request: HttpRequest, version: EvidenceVersion, why: str, status: int
) -> HttpResponse:
    context = {"version": version, "evidence": version.evidence, "why": why}
    context["actions"] = supported(request.user, version.evidence)
    return render(request, "evidence/version_not_sent.html", context, status=status)


@require_safe
@as_at.readable
def recommendation_register(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    found = get_visible(request, WITH_REVIEW, public_id)
    return exports.send(request, register_table(request.user, found), CSV)


@require_safe
@as_at.readable
def review_register(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    found = get_visible(request, REVIEWS, public_id)
    return exports.send(request, register_table(request.user, found), CSV)


@require_safe
@as_at.readable
def recommendation_figures(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    found = get_visible(request, WITH_REVIEW, public_id)
    return exports.send(request, figures_table(request.user, found), CSV)


@require_safe
@as_at.readable
def review_figures(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    found = get_visible(request, REVIEWS, public_id)
    return exports.send(request, figures_table(request.user, found), CSV)
