"""The mail that says that a virus was found: to who uploaded the file, and to the managers."""

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from agencies.models import User
from evidence.models import Evidence, EvidenceVersion
from recommendations.models import Action, Review

Scan = EvidenceVersion.Scan


def untold() -> "QuerySet[EvidenceVersion]":
    return EvidenceVersion.objects.filter(scan_state=Scan.INFECTED, virus_told_at=None)


def tell(version_id: int) -> int:
    """Send the mails, once; returns how many. Marked before mailing, unmarked where that fails."""
    claimed = untold().filter(pk=version_id).update(virus_told_at=timezone.now())
    if not claimed:
        return 0
    try:
        return _send(EvidenceVersion.objects.select_related("evidence").get(pk=version_id))
    except Exception:
        EvidenceVersion.objects.filter(pk=version_id).update(virus_told_at=None)
        raise


def people(version: EvidenceVersion) -> list[User]:
    """Who uploaded it, and the partnership's managers: those of them who may see the item."""
    manages = Q(
        memberships__partnership_id=version.evidence.partnership_id,
        memberships__role="manager",
        memberships__is_active=True,
    )
    concerned = User.objects.filter(Q(pk=version.uploaded_by_id) | manages, is_active=True)
    return [
        user
        for user in concerned.distinct().order_by("pk")
        if Evidence.objects.visible_to(user).filter(pk=version.evidence_id).exists()
    ]


def _send(version: EvidenceVersion) -> int:
    mails = [_mail(version, user) for user in people(version)]
    return get_connection().send_messages(mails) or 0 if mails else 0


def _mail(version: EvidenceVersion, user: User) -> EmailMessage:
    """A reference and a link; neither the name of the file nor a word of the item."""
    evidence = version.evidence
    actions = Action.objects.visible_to(user).filter(evidence_links__evidence=evidence)
    seen = list(actions.with_parents().in_report_order())
    markings = {evidence.marking, *(action.recommendation.review.marking for action in seen)}
    is_sensitive = Review.Marking.SENSITIVE in markings
    marking = Review.Marking.SENSITIVE if is_sensitive else Review.Marking.OFFICIAL
    context = {
        "marking": marking.label,
        "name": user.name,
        "reference": seen[0].full_reference,
        "number": version.number,
        "is_uploader": user.pk == version.uploaded_by_id,
        "link": settings.SITE_URL + evidence.get_absolute_url(),
    }
    body = render_to_string("evidence/mail/virus.txt", context)
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    subject = f"[{marking.label}] SCR Tracker: a virus was found in a file"
    return EmailMessage(subject, body, None, [user.email], headers=headers)
