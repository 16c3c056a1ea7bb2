"""Every list of the site that can be had as a file, and a town with something in each of them."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from agencies.models import Invitation
from documents.models import BoardPack, Pack
from evidence.models import Evidence, EvidenceVersion
from recommendations.models import Notice, OwnLegend, Recommendation, Review, Theme
from recommendations.services.notices import tell
from reminders.models import Mail, MailedNotice, Policy, Reminder
from tests.dashboards.town import build_town
from tests.snapshot import once
from tests.world import TODAY

#: Route, what its address is about (see `address`), and what more it asks.
LISTS = [
    ("recommendations:action-list", "", ""),
    ("recommendations:action-list", "", "?rating=overdue&sort=-agency"),
    ("recommendations:recommendation-list", "", ""),
    ("recommendations:recommendation-list", "", "?progress=overdue&progress=signed_off"),
    ("recommendations:review-list", "", ""),
    ("dashboards:extension-list", "public_id", ""),
    ("dashboards:evidence-list", "public_id", ""),
    ("dashboards:challenge-list", "public_id", ""),
    ("dashboards:check-list", "public_id", ""),
    ("dashboards:overtaken-list", "public_id", ""),
    ("dashboards:change-list", "public_id", ""),
    ("dashboards:change-list", "public_id", "?from=2026-10-01"),
    ("dashboards:change-list", "public_id", "?from=2026-10-01&kind=late"),
    ("dashboards:proof-list", "public_id", ""),
    ("dashboards:agency-decided", "police", ""),
    ("dashboards:agency-decided", "police", "?of=evidence"),
    ("dashboards:agency-decided", "police", "?of=time"),
    ("dashboards:agency-decided", "police", "?of=moves"),
    ("dashboards:theme-list", "public_id", ""),
    ("dashboards:theme-detail", "theme", ""),
    ("evidence:request-list", "public_id", ""),
    ("evidence:request-list", "public_id", "?state=open"),
    ("evidence:disposal-list", "public_id", "?list=over"),
    ("evidence:disposal-list", "public_id", ""),
    ("documents:pack-list", "", ""),
    ("documents:pack-log", "public_id", ""),
    ("documents:board-pack-list", "public_id", ""),
    ("agencies:agency-list", "partnership_id", ""),
    ("agencies:forum-list", "partnership_id", ""),
    ("agencies:meeting-list", "partnership_id", ""),
    ("agencies:person-list", "partnership_id", ""),
    ("agencies:person-list", "partnership_id", "?state=not-arrived"),
    ("reminders:outbox", "partnership_id", ""),
    ("reminders:outbox", "partnership_id", "?state=planned"),
    ("reminders:outbox-next", "partnership_id", ""),
    ("reminders:outbox-invitations", "partnership_id", ""),
    ("reminders:mail-detail", "mail", ""),
    ("reminders:notice-list", "", ""),
    ("reminders:policy-history", "partnership_id", ""),
    ("recommendations:legend-history", "partnership_id", ""),
]
#: Every list has rows of the review Clare, or says its name, but these.
WITHOUT_REVIEWS = {
    *("agencies:agency-list", "agencies:forum-list", "agencies:meeting-list"),
    *("agencies:person-list", "reminders:outbox-invitations", "reminders:policy-history"),
    "recommendations:legend-history",
}


def address(world, route, about, more):
    here = {"partnership_id": world.city.public_id}
    kwargs = {
        "": {},
        "public_id": {"public_id": world.city.public_id},
        "theme": {"public_id": world.city.themes.get(name="Sharing").public_id},
        "police": {"public_id": world.police.public_id},
        "partnership_id": here,
        "mail": {**here, "mail_id": Mail.objects.order_by("pk").first() and _mail_id()},
    }[about]
    return reverse(route, kwargs=kwargs) + more


def _mail_id():
    return Mail.objects.order_by("pk").first().public_id


def build_lists(world):
    """The town, and something in the lists that it leaves empty."""
    secret = build_town(world)
    secret.pseudonym, over = "Hidden", TODAY - timedelta(days=1)
    once("something in each list", lambda: _fill(world, secret))
    # Rows are put back by `once`, and changes of rows are not.
    Review.objects.filter(pk=secret.pk).update(pseudonym="Hidden")
    Review.objects.filter(partnership=world.city).update(retain_until=over)
    later = timezone.now() + timedelta(days=7)
    Pack.objects.update(expires_at=later)
    # Of a restricted review nothing else names its evidence.
    Evidence.objects.filter(actions__recommendation__review=secret).update(title="Hidden")
    return secret


def _fill(world, secret):
    world.forum.meetings.create(held_on=TODAY)
    sharing = add_theme(world, "Sharing", world.review)
    for recommendation in secret.recommendations.all():
        recommendation.themes.add(sharing)
    add_theme(world, "Hidden theme", secret)
    Invitation.objects.create(
        membership=world.police_lead.memberships.get(), name="Typed", invited_by=world.manager
    )
    Policy.objects.create(partnership=world.city)
    OwnLegend.objects.create(partnership=world.city, entries={})
    for review, agency in ((world.review, world.police), (secret, world.police)):
        add_rest(world, review, agency)


def add_theme(world, name, review):
    """A theme of all recommendations of the review."""
    theme = Theme.objects.create(partnership=world.city, name=name)
    for recommendation in review.recommendations.all():
        recommendation.themes.add(theme)
    return theme


def add_rest(world, review, agency):
    """A request, disposals, packs, a mail and a notice about the review's first actions."""
    recommendation = Recommendation.objects.filter(review=review, actions__isnull=False).first()
    action = recommendation.actions.first()
    signed = {"recorded_by": world.manager, "recorded_by_name": "M", "recorded_by_role": "Manager"}
    recommendation.evidence_requests.create(
        partnership=review.partnership, agency=agency, wanted="Minutes", due_on=TODAY, **signed
    )
    add_old(world, review, action, signed)
    holds = {kind: [] for kind in ("recommendation", "response", "action", "challenge", "evidence")}
    for person in (world.manager, world.scrutineer):
        Pack.objects.create(
            review=review,
            **{**signed, "recorded_by": person},
            state="ready",
            file="key",
            name="x.zip",
            size=4,
            sha256="0" * 64,
            holds={**holds, "version": []},
            made_at=timezone.now(),
            expires_at=timezone.now(),
        )
    for person in (world.manager, world.scrutineer, world.police_lead):
        about = {"actor": world.fresh("board_member"), "thing": action, "occasion": f"{review.pk}"}
        tell(Notice.Happening.OWNER, [person.pk], **about)
    add_mail(world, action)
    add_board_packs(world, review)


def add_board_packs(world, review):
    """One of the scrutineer's, given to the board."""
    pack = BoardPack.objects.create(
        partnership=review.partnership,
        title=f"Papers about {review.pseudonym}",
        as_at=TODAY,
        state="ready",
        made_at=timezone.now(),
        given_at=timezone.now(),
        given_by=world.manager,
        recorded_by=world.scrutineer,
        recorded_by_name="S",
        recorded_by_role="Scrutineer",
    )
    pack.held_reviews.add(review)


def add_old(world, review, action, signed):
    """An item whose time for keeping is over, and one whose disposal was decided."""
    for title in ("Old", "Gone"):
        item = Evidence.objects.create(
            partnership=review.partnership,
            agency=action.lead_agency,
            title=f"{title} {review.pseudonym}",
            kind="document",
            level="output",
            dated_on=TODAY,
            **signed,
        )
        item.links.create(action=action, linked_by=world.manager)
        EvidenceVersion.objects.create(
            evidence=item,
            number=1,
            file="key",
            original_name="a.txt",
            sha256="0" * 64,
            size=4,
            content_type="text/plain",
            scan_state="clean",
            uploaded_by=world.police_lead,
        )
    item.disposals.create(
        ground="mistake",
        reason="Wrong",
        newest_number=1,
        state="declined",
        decided_by=world.manager,
        decided_at=timezone.now(),
        **signed,
    )


def add_mail(world, action):
    number = Mail.objects.count()
    mail = Mail.objects.create(
        recipient=world.police_lead, day=TODAY - timedelta(days=number), message_id=f"<{number}>"
    )
    Reminder.objects.create(
        recipient=world.police_lead,
        partnership=action.recommendation.review.partnership,
        kind="action",
        item_id=action.public_id,
        recommendation=action.recommendation,
        action=action,
        audience="owner",
        due_on=TODAY,
        step=8,
        mail=mail,
        planned_at=timezone.now(),
    )
    notice = Notice.objects.filter(recipient=world.police_lead, action=action).first()
    if notice:
        MailedNotice.objects.create(mail=mail, notice=notice)
    return mail
