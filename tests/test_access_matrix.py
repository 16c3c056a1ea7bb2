"""Every named address × every kind of person: what each gets, and none forgotten.

The things belong to City's police: "own agency" is `police_lead`, "other agency" is `health_lead`
(who answers the same recommendation), "other partnership" are `outsider` (a manager) and
`housing_lead`. `named` is a City lead of the police named on nothing: see the restricted rows.
A person not listed in a row gets 404; anonymous people are sent to sign in.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from documents.models import Pack
from evidence.models import Evidence, EvidenceVersion, PendingUpload, evidence_storage
from recommendations.services import answer_challenge, ask_challenge, sign_off
from reminders.models import Mail, Reminder
from tests.snapshot import once
from tests.world import TODAY, add_action, add_recommendation, add_review

PEOPLE = (
    "manager",
    "police_lead",
    "health_lead",
    "childrens_lead",
    "board_member",
    "scrutineer",
    "outsider",
    "housing_lead",
    "nobody",
)
EVERYBODY = dict.fromkeys(PEOPLE, 200)
MANAGER = {"manager": 200}
#: Of a pack, which is nobody's but whose who asked for it.
ASKER = {"board_member": 200}
OWN = {"manager": 200, "police_lead": 200}
READERS = {**OWN, "board_member": 200, "scrutineer": 200}
WHOLE = {"manager": 200, "board_member": 200, "scrutineer": 200}
CONCERNED = {**READERS, "health_lead": 200}
MEMBERS = {**CONCERNED, "childrens_lead": 200}
PUBLIC = {**EVERYBODY, "anonymous": 200}


@dataclass(frozen=True)
class Row:
    """`thing` names an entry of `things`; `get` and `post` say who gets what."""

    name: str
    thing: str
    get: dict
    post: dict | None = None
    only_post: bool = False


def same(name, thing, who):
    """A page with a form: those who may open it may post it; an empty post comes back."""
    return Row(name, thing, who, who)


MATRIX = [
    Row("dashboards:my-work", "", EVERYBODY),
    Row("dashboards:dashboard-home", "", {**dict.fromkeys(PEOPLE, 302), "nobody": 200}),
    Row("dashboards:board", "city", MEMBERS),
    Row("dashboards:extension-list", "city", MEMBERS),
    Row("dashboards:evidence-list", "city", MEMBERS),
    Row("dashboards:challenge-list", "city", MEMBERS),
    Row("dashboards:check-list", "city", MEMBERS),
    Row("recommendations:review-list", "", EVERYBODY),
    same("recommendations:review-add", "city", MANAGER),
    Row("recommendations:review-detail", "review", CONCERNED),
    same("recommendations:review-edit", "review", MANAGER),
    Row("recommendations:recommendation-list", "", EVERYBODY),
    Row("recommendations:review-people", "restricted", MANAGER, MANAGER),
    Row(
        "recommendations:review-person-remove",
        "named",
        {"manager": 302},
        {"manager": 302},
        only_post=True,
    ),
    same("recommendations:recommendation-add", "review", MANAGER),
    Row("recommendations:recommendation-detail", "recommendation", CONCERNED),
    same("recommendations:recommendation-edit", "recommendation", MANAGER),
    same("recommendations:signoff-add", "recommendation", MANAGER),
    same("recommendations:signoff-reopen", "recommendation", MANAGER),
    Row("recommendations:signoff-detail", "signed", CONCERNED),
    same("recommendations:check-record", "check", MANAGER),
    same("recommendations:challenge-add", "recommendation", WHOLE),
    Row("recommendations:challenge-detail", "put", READERS),
    Row("recommendations:challenge-answer", "put", dict.fromkeys(OWN, 302), OWN, only_post=True),
    Row(
        "recommendations:challenge-judge",
        "answered",
        {"scrutineer": 302},
        {"scrutineer": 200},
        only_post=True,
    ),
    same("recommendations:response-edit", "response", OWN),
    Row("recommendations:action-list", "", EVERYBODY),
    Row("recommendations:action-export", "", EVERYBODY),
    same("recommendations:action-add", "recommendation", MANAGER),
    Row("recommendations:action-detail", "action", READERS),
    same("recommendations:action-edit", "action", MANAGER),
    Row(
        "recommendations:action-update", "action", dict.fromkeys(READERS, 302), OWN, only_post=True
    ),
    same("recommendations:milestone-add", "action", MANAGER),
    same("recommendations:milestone-edit", "step", OWN),
    same("recommendations:repeat-add", "recommendation", MANAGER),
    Row(
        "recommendations:repeat-remove",
        "repeated",
        {"manager": 302},
        {"manager": 302},
        only_post=True,
    ),
    same("recommendations:action-due-date", "action", MANAGER),
    Row("recommendations:action-extension", "action", {"police_lead": 302}, {"police_lead": 200}),
    same("recommendations:extension-decide", "asked", MANAGER),
    same("recommendations:action-hold", "action", OWN),
    Row("recommendations:action-withdraw", "action", MANAGER, OWN),
    same("recommendations:action-reopen", "completed", OWN),
    same("evidence:evidence-add", "action", OWN),
    Row(
        "evidence:upload-add",
        "action",
        dict.fromkeys(OWN, 302),
        dict.fromkeys(OWN, 422),
        only_post=True,
    ),
    Row(
        "evidence:upload-remove",
        "waiting",
        {"police_lead": 302},
        {"police_lead": 204},
        only_post=True,
    ),
    Row("evidence:evidence-detail", "evidence", READERS),
    same("evidence:evidence-edit", "evidence", OWN),
    same("evidence:evidence-decide", "evidence", MANAGER),
    same("evidence:version-add", "evidence", OWN),
    Row("evidence:version-download", "version", READERS),
    Row("evidence:recommendation-register", "recommendation", CONCERNED),
    Row("evidence:review-register", "review", CONCERNED),
    Row("evidence:queue", "settings", {"manager": 302}),
    same("evidence:queue-claim", "claim", MANAGER),
    Row("evidence:queue-decide", "judged", {"manager": 302}, MANAGER),
    Row("evidence:version-preview", "version", READERS),
    same("evidence:disposal-add", "evidence", MANAGER),
    same("evidence:disposal-decide", "disposal", MANAGER),
    Row("evidence:disposal-list", "city", MANAGER),
    same("recommendations:review-keeping", "review", MANAGER),
    Row("documents:review-pack-add", "review", CONCERNED, dict.fromkeys(CONCERNED, 302)),
    Row(
        "documents:recommendation-pack-add",
        "recommendation",
        CONCERNED,
        dict.fromkeys(CONCERNED, 302),
    ),
    Row("documents:pack-list", "", EVERYBODY),
    Row("documents:pack-detail", "pack", ASKER),
    Row("documents:pack-progress", "pack", ASKER),
    Row("documents:pack-download", "pack", ASKER),
    Row("documents:pack-log", "city", MANAGER),
    Row("reminders:outbox", "outbox", MANAGER),
    Row("reminders:outbox-next", "outbox", MANAGER),
    Row("reminders:outbox-invitations", "outbox", MANAGER),
    Row("reminders:mail-detail", "mail", MANAGER),
    Row("agencies:agency-list", "settings", MANAGER),
    same("agencies:agency-add", "settings", MANAGER),
    same("agencies:agency-edit", "agency", MANAGER),
    Row("agencies:agency-end", "agency", MANAGER),
    Row("agencies:agency-restore", "agency", MANAGER),
    Row("agencies:forum-list", "settings", MANAGER),
    same("agencies:forum-add", "settings", MANAGER),
    same("agencies:forum-edit", "forum", MANAGER),
    Row("agencies:forum-end", "forum", MANAGER),
    Row("agencies:forum-restore", "forum", MANAGER),
    same("agencies:settings-edit", "settings", MANAGER),
    Row("agencies:person-list", "settings", MANAGER),
    same("agencies:person-add", "settings", MANAGER),
    same("agencies:person-edit", "person", MANAGER),
    Row("agencies:person-end", "person", MANAGER),
    Row("agencies:person-restore", "person", MANAGER),
    Row("agencies:person-invite", "person", MANAGER),
    Row("account_change_password", "", EVERYBODY),
    Row("account_set_password", "", dict.fromkeys(PEOPLE, 302)),
    Row("account_reauthenticate", "", EVERYBODY),
    Row("account_logout", "", {**EVERYBODY, "anonymous": 302}),
    Row("account_login", "", {**dict.fromkeys(PEOPLE, 302), "anonymous": 200}),
    Row("account_signup", "", {**dict.fromkeys(PEOPLE, 302), "anonymous": 200}),
    Row("account_inactive", "", PUBLIC),
    Row("account_reset_password", "", PUBLIC),
    Row("account_reset_password_done", "", PUBLIC),
    Row("account_reset_password_from_key", "reset", PUBLIC),
    Row("account_reset_password_from_key_done", "", PUBLIC),
    Row("health", "", PUBLIC),
    Row("ready", "", PUBLIC),
    Row("help", "", PUBLIC),
    Row("accessibility", "", PUBLIC),
    Row("privacy", "", PUBLIC),
]


@pytest.fixture
def things(world, today):
    """One thing of City's police for each kind of address: the arguments of `reverse`."""
    made = once("one of each", lambda: make_things(world))
    evidence_storage().save("key", ContentFile(b"text"))
    Pack.objects.update(expires_at=timezone.now() + timedelta(days=7))  # `once` sets moments to now
    return made


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
    mail = Mail.objects.create(recipient=world.police_lead, day=TODAY, message_id="<a@b>")
    Reminder.objects.create(
        recipient=world.police_lead,
        partnership=world.city,
        action=action,
        audience="owner",
        due_on=action.due_on,
        step=8,
        mail=mail,
        planned_at=timezone.now(),
    )
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
        "response": {
            "public_id": world.recommendation.responses.get(agency=world.police).public_id
        },
        **assured,
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
        "outbox": here,
        "settings": here,
        "mail": {**here, "mail_id": mail.public_id},
        "agency": {**here, "agency_id": world.police.public_id},
        "forum": {**here, "forum_id": world.forum.public_id},
        "person": {**here, "membership_id": lead.public_id},
        "reset": {"uidb36": "1", "key": "nonsense"},
    }


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
        ground="mistake", reason="The wrong file.", recorded_by=world.manager
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
    return {name: {"public_id": row.public_id} for name, row in rows.items()}


def named_urls(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace == "admin":
                continue
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_urls(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}"


def test_every_named_address_has_a_row():
    assert sorted(row.name for row in MATRIX) == sorted(named_urls(get_resolver().url_patterns))


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.name)
def test_who_gets_what(row, world, things, sign_in):
    address = reverse(row.name, kwargs=things[row.thing])
    clients = {person: sign_in(person) for person in PEOPLE}
    found = {person: client.get(address).status_code for person, client in clients.items()}
    assert found == {person: row.get.get(person, 404) for person in PEOPLE}
    if row.post is not None:
        found = {person: client.post(address, {}).status_code for person, client in clients.items()}
        assert found == {person: row.post.get(person, 404) for person in PEOPLE}


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.name)
def test_anonymous_people_are_sent_to_sign_in(row, things):
    address = reverse(row.name, kwargs=things[row.thing])
    answer = Client().get(address)
    if "anonymous" in row.get:
        assert answer.status_code == row.get["anonymous"]
    elif row.only_post:
        assert Client().post(address).url.startswith(reverse("account_login"))
    else:
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))


RESTRICTED = (
    *("signed", "check", "put", "answered"),
    *("review", "recommendation", "response", "action", "asked", "completed"),
    *("evidence", "version", "disposal", "claim", "judged", "pack", "step", "repeated"),
)


@pytest.mark.parametrize(
    "row", [row for row in MATRIX if row.thing in RESTRICTED], ids=lambda row: row.name
)
def test_a_restricted_review_hides_all_that_hangs_on_it(row, world, things, sign_in):
    """Named: the board member. Nobody else of those who could before."""
    world.review.is_restricted = True
    world.review.save()
    world.review.people.create(user=world.board_member, named_by=world.manager)
    address = reverse(row.name, kwargs=things[row.thing])
    found = {person: sign_in(person).get(address).status_code for person in PEOPLE}
    named = row.get.get("board_member", 404)
    assert found == {**dict.fromkeys(PEOPLE, 404), "board_member": named}


def test_a_restricted_review_is_absent_from_every_list_and_count(world, things, sign_in):
    hidden = add_review(world, pseudonym="Hiddenreview", is_restricted=True)
    recommendation = add_recommendation(world, hidden, (world.police,), wording="Hiddenwording")
    add_action(world, recommendation, due_in=-30, title="Hiddenaction", owner=world.police_lead)
    lists = [row for row in MATRIX if row.thing in ("", "city", "outbox", "settings")]

    def pages(person):
        client = sign_in(person)
        answers = [client.get(reverse(row.name, kwargs=things[row.thing])) for row in lists]
        return "".join(
            b"".join(answer.streaming_content).decode()
            if answer.streaming
            else answer.content.decode()
            for answer in answers
        )

    assert not any("Hidden" in pages(person) for person in PEOPLE)
    hidden.people.create(user=world.police_lead, named_by=world.manager)
    shown = pages("police_lead")
    assert all(word in shown for word in ("Hiddenreview", "Hiddenwording", "Hiddenaction"))
