"""One thing of City's police for each kind of address: what the access matrix visits."""

from datetime import timedelta

from django.utils import timezone

from agencies import access
from agencies.models import ChangesFeed
from documents.models import BoardPack, BoardPackText, BoardSchedule, Pack
from documents.report.stored import to_json
from evidence.models import Evidence, EvidenceVersion, PendingUpload
from recommendations.models import BulkChange, Notice, SavedView
from recommendations.services import answer_challenge, ask_challenge, sign_off
from recommendations.services.notices import tell
from reminders.models import CalendarFeed, Cover, Mail, RefusedAddress, Reminder
from tests.documents.reports import report
from tests.evidence.asking import answer, ask
from tests.legend.owning import give
from tests.world import TODAY, add_action, add_recommendation, add_review


def make_things(world):
    action = world.police_action
    action.extension_requests.create(
        due_on_now=action.due_on,
        asked_due_on=TODAY + timedelta(days=30),
        reason="Leave",
        recorded_by=world.police_lead,
    )
    completed = add_action(world, status="completed")
    evidence, version, disposal = make_evidence(world, action)
    evidence.links.create(action=completed, linked_by=world.police_lead)
    assured = make_assurance(world)
    restricted = add_review(world, is_restricted=True)
    for person in (world.manager, world.police_lead):
        restricted.people.create(user=person, named_by=world.manager)
    here = {"partnership_id": world.city.public_id}
    lead = world.police_lead.memberships.get()
    return {
        "": {},
        "city": {"public_id": world.city.public_id},
        "review": {"public_id": world.review.public_id},
        "restricted": {"public_id": restricted.public_id},
        "named": {"public_id": restricted.public_id, "user_id": world.police_lead.public_id},
        "recommendation": {"public_id": world.recommendation.public_id},
        "police": {"public_id": world.police.public_id},
        "theme": {"public_id": make_theme(world).public_id},
        "response": {
            "public_id": world.recommendation.responses.get(agency=world.police).public_id
        },
        **assured,
        **make_requests(world, evidence),
        "action": {"public_id": action.public_id},
        **make_plan(world, action),
        "asked": {"public_id": action.public_id},
        "completed": {"public_id": completed.public_id},
        "evidence": {"public_id": evidence.public_id},
        "version": {"public_id": version.public_id},
        "claim": {**here, "action_id": completed.public_id},
        "judged": {
            **here,
            "action_id": completed.public_id,
            "evidence_id": evidence.public_id,
        },
        "waiting": {"public_id": make_waiting(world, action).public_id},
        "disposal": {"public_id": disposal.public_id},
        "pack": {"public_id": make_pack(world, version).public_id},
        **make_board_packs(world),
        "cover": {"cover_id": make_cover(world).public_id},
        **dict.fromkeys(("outbox", "settings"), here),
        "colours": {**here, "version": give(world.city).version},
        "mail": {**here, "mail_id": make_mail(world, action).public_id},
        "refused": {**here, "refusal_id": make_refused(world.police_lead).public_id},
        **make_notice(world, action),
        "agency": {**here, "agency_id": world.police.public_id},
        "forum": {**here, "forum_id": world.forum.public_id},
        "meeting": {**here, "meeting_id": world.forum.meetings.create(held_on=TODAY).public_id},
        **make_views(world),
        "many": {"public_id": make_change_of_many(world, action).public_id},
        "person": {**here, "membership_id": lead.public_id},
        "feed": {"feed_id": make_feed(world).public_id, "secret": "secret"},
        "changes": {"feed_id": make_changes_feed(world).public_id, "secret": "secret"},
        "event": {"kind": "action", "item_id": action.public_id},
        "unsaved": {"public_id": action.public_id},  # nobody's: a kept post is no row
        "reset": {"uidb36": "1", "key": "nonsense"},
    }


def make_theme(world):
    theme = world.city.themes.create(name="Sharing")
    world.recommendation.themes.add(theme)
    return theme


def make_evidence(world, action):
    evidence = Evidence.objects.create(
        partnership=world.city,
        agency=world.police,
        title="Minutes",
        kind="document",
        level="output",
        dated_on=TODAY,
        recorded_by=world.police_lead,
    )
    evidence.links.create(action=action, linked_by=world.police_lead)
    version = EvidenceVersion.objects.create(
        evidence=evidence,
        number=1,
        file="key",
        original_name="minutes.txt",
        sha256="0" * 64,
        size=4,
        content_type="text/plain",
        scan_state="clean",
        uploaded_by=world.police_lead,
        preview="key",
        preview_state="made",
    )
    disposal = evidence.disposals.create(
        ground="mistake", reason="The wrong file.", recorded_by=world.manager, newest_number=1
    )
    return evidence, version, disposal


def make_plan(world, action):
    """A milestone of the action, and a recommendation that asked for the same earlier."""
    step = action.milestones.create(title="Draft", due_on=TODAY)
    earlier = add_recommendation(world, agencies=(world.police, world.health))
    here = {"public_id": action.recommendation.public_id}
    world.recommendation.repeats.create(earlier=earlier, linked_by=world.manager)
    return {
        "step": {"public_id": action.public_id, "milestone_id": step.public_id},
        "repeated": {**here, "earlier_id": earlier.public_id},
    }


def make_waiting(world, action):
    """A file that waits for what the police lead will say of it."""
    return PendingUpload.objects.create(
        owner=world.police_lead, action=action, file="key", original_name="a.txt", size=4
    )


def make_requests(world, evidence):
    """Two of the police: one without an answer, one that the item answers."""
    wanted, offered = ask(world), ask(world)
    answer(world, offered, evidence)
    return {
        "wanted": {"public_id": wanted.public_id},
        "offered": {"public_id": offered.public_id},
    }


def make_change_of_many(world, action):
    """The manager gave the police action another owner, and said why."""
    made = BulkChange.objects.create(
        partnership=world.city,
        what="owner",
        value="Manager",
        reason="Why",
        **access.signature(world.fresh("manager"), world.city.pk),
    )
    made.rows.create(action=action, before="Police Lead", after="Manager")
    return made


def make_views(world):
    """A board member's, shared with City."""
    kept = {
        name: SavedView.objects.create(
            owner=world.board_member, name=name, page="actions", shared_with=world.city
        )
        for name in ("kept", "kept_too")
    }
    return {name: {"public_id": view.public_id} for name, view in kept.items()}


def make_feed(world):
    digest = CalendarFeed.digest_of("secret")
    return CalendarFeed.objects.create(user=world.police_lead, secret_digest=digest)


def make_changes_feed(world):
    digest = ChangesFeed.digest_of("secret")
    of_lead = {"user": world.police_lead, "partnership": world.city}
    return ChangesFeed.objects.create(**of_lead, secret_digest=digest)


def make_notice(world, action):
    """The police lead is told that they own the action."""
    about = {"actor": world.fresh("manager"), "thing": action, "occasion": "v1"}
    tell(Notice.Happening.OWNER, [world.police_lead.pk], **about)
    notice = Notice.objects.get(recipient=world.police_lead, happening="owner")
    return {
        "notice": {"public_id": notice.public_id},
        "named_thing": {"about": "action", "public_id": action.public_id},
    }


def make_board_packs(world):
    """One of the board member's own, one that the manager gave to the board, one not given."""
    kept = {"title": "Board report", "partnership": world.city, "as_at": TODAY, "state": "ready"}
    kept |= {"sections": ["summary"], "made_at": timezone.now(), "total": 5, "done": 5}
    at = {"given_at": timezone.now(), "given_by": world.manager}
    rows = {
        "board_pack": BoardPack(recorded_by=world.board_member, **kept),
        "own_pack": BoardPack(recorded_by=world.manager, **kept),
        "given_pack": BoardPack(recorded_by=world.manager, **kept, **at),
    }
    text = to_json(report())
    for row in rows.values():
        row.save()
        row.held_reviews.add(world.review)
        BoardPackText.objects.create(pack=row, text=text, sha256="0" * 64)
    found = {name: {"public_id": row.public_id} for name, row in rows.items()}
    schedule = BoardSchedule.objects.create(
        partnership=world.city,
        forum=world.forum,
        title="Board report",
        recorded_by=world.manager,
    )
    downloads = {name: {**found[name], "format": "xlsx"} for name in ("board_pack", "given_pack")}
    return {
        **found,
        "board_file": downloads["board_pack"],
        "given_file": downloads["given_pack"],
        "board_schedule": {"public_id": schedule.public_id},
    }


def make_pack(world, version):
    holds = {kind: [] for kind in ("recommendation", "response", "action", "challenge", "evidence")}
    return Pack.objects.create(
        review=world.review,
        recorded_by=world.board_member,
        state="ready",
        file="key",
        name="Clare.zip",
        size=4,
        sha256="0" * 64,
        holds={**holds, "version": [version.pk]},
        made_at=timezone.now(),
        expires_at=timezone.now(),
    )


def make_assurance(world):
    """A decision with its check on another recommendation of Clare, and two questions."""
    signed = add_recommendation(world, agencies=(world.police, world.health))
    add_action(world, signed, status="verified", due_in=-5)
    decision = sign_off(
        actor=world.manager,
        recommendation=signed,
        outcome="assured",
        forum=world.forum,
        meeting_on=TODAY,
        basis="Seen",
        outputs_only_reason="Nothing else can show it",
    )
    asking = {"recommendation": world.recommendation, "agency": world.police, "question": "Why?"}
    put, answered = (ask_challenge(actor=world.scrutineer, **asking) for _ in range(2))
    answer_challenge(actor=world.police_lead, challenge=answered, answer="Because.")
    check = decision.embedding_checks.get()
    rows = {"signed": decision, "check": check, "put": put, "answered": answered}
    rows["overtaken"] = make_overtaken(world)
    return {name: {"public_id": row.public_id} for name, row in rows.items()}


def make_overtaken(world):
    """A decision with evidence that is newer, once decisions lie back."""
    recommendation = add_recommendation(world, agencies=(world.police, world.health))
    evidence = Evidence.objects.create(
        partnership=world.city,
        agency=world.police,
        title="Survey",
        kind="link",
        level="quality",
        url="https://example.org/",
        dated_on=TODAY,
        recorded_by=world.police_lead,
    )
    action = add_action(world, recommendation)
    evidence.links.create(action=action, linked_by=world.police_lead)
    return sign_off(
        actor=world.manager,
        recommendation=recommendation,
        outcome="closed_not_implemented",
        forum=world.forum,
        meeting_on=TODAY,
        basis="Not followed",
    )


def make_mail(world, action):
    mail = Mail.objects.create(recipient=world.police_lead, day=TODAY, message_id="<a@b>")
    Reminder.objects.create(
        recipient=world.police_lead,
        partnership=world.city,
        kind="action",
        item_id=action.public_id,
        recommendation=action.recommendation,
        action=action,
        audience="owner",
        due_on=action.due_on,
        step=8,
        mail=mail,
        planned_at=timezone.now(),
    )
    return mail


def make_refused(user):
    return RefusedAddress.objects.create(user=user, email=user.email, said="550 5.1.1 No such user")


def make_cover(world):
    """The police lead is away; a manager covers."""
    return Cover.objects.create(
        partnership=world.city,
        user=world.police_lead,
        delegate=world.manager,
        first_on=TODAY,
        last_on=TODAY + timedelta(days=3650),
        **access.signature(world.police_lead, world.city.pk),
    )
