"""The mail that says that a virus was found: to who uploaded the file, and to the managers.

Each mail goes on its own, and who has had it is written after it went. A worker takes a file for a
while: one that is killed loses nothing, and nobody sends beside it meanwhile.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from agencies.models import User
from evidence.models import Evidence, EvidenceVersion, VirusNotice
from recommendations.models import Action, highest_marking

logger = logging.getLogger(__name__)
Scan = EvidenceVersion.Scan

#: How long a file is one worker's: longer than its few mails can take.
LEASE = timedelta(minutes=9)
#: What a verdict writes beside itself where the virus is news: people are to be told of it.
NEWS = {"virus_findings": F("virus_findings") + 1, "virus_told_at": None}


def untold() -> "QuerySet[EvidenceVersion]":
    """Files of whose virus somebody is still to be told, and that no worker has in hand."""
    free = Q(virus_lease_until=None) | Q(virus_lease_until__lte=timezone.now())
    return EvidenceVersion.objects.filter(free, scan_state=Scan.INFECTED, virus_told_at=None)


def tell(version_id: int) -> int:
    """Send the mails that have not gone yet; returns how many went.

    A mail that fails keeps nobody else from theirs; its error goes up at the end.
    """
    until = timezone.now() + LEASE
    if not untold().filter(pk=version_id).update(virus_lease_until=until):
        return 0
    version = EvidenceVersion.objects.select_related("evidence").get(pk=version_id)
    waiting = _waiting(version)
    errors = [error for error in (_tell(version, user) for user in waiting) if error]
    mine = EvidenceVersion.objects.filter(pk=version_id, virus_lease_until=until)
    mine.update(virus_lease_until=None, virus_told_at=None if errors else timezone.now())
    if errors:
        raise errors[0]
    return len(waiting)


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


def _waiting(version: EvidenceVersion) -> list[User]:
    told = version.notices.filter(finding=version.virus_findings)
    known = set(told.values_list("recipient_id", flat=True))
    return [user for user in people(version) if user.pk not in known]


def _tell(version: EvidenceVersion, user: User) -> Exception | None:
    try:
        get_connection().send_messages([_mail(version, user)])
    except Exception as error:
        logger.exception("User %s could not be told of version %s", user.pk, version.pk)
        return error
    VirusNotice.objects.create(version=version, recipient=user, finding=version.virus_findings)
    return None


def _mail(version: EvidenceVersion, user: User) -> EmailMessage:
    """A reference and a link; neither the name of the file nor a word of the item."""
    evidence = version.evidence
    actions = Action.objects.visible_to(user).filter(evidence_links__evidence=evidence)
    seen = list(actions.with_parents().in_report_order())
    reviews = (action.recommendation.review for action in seen)
    marking = highest_marking([evidence.marking, *(review.marking for review in reviews)])
    context = {
        "marking": marking,
        "name": user.name,
        "reference": seen[0].full_reference,
        "number": version.number,
        "is_uploader": user.pk == version.uploaded_by_id,
        "link": settings.SITE_URL + evidence.get_absolute_url(),
    }
    body = render_to_string("evidence/mail/virus.txt", context)
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    subject = f"[{marking}] SCR Tracker: a virus was found in a file"
    return EmailMessage(subject, body, None, [user.email], headers=headers)
