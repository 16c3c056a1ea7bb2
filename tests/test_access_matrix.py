"""Every named address × every kind of person: what each gets, and none forgotten.

The things belong to City's police: "own agency" is `police_lead`, "other agency" is `health_lead`
(who answers the same recommendation), "other partnership" are `outsider` (a manager) and
`housing_lead`. `named` is a City lead of the police named on nothing: see the restricted rows.
A person not listed in a row gets 404; anonymous people are sent to sign in, before all others ask.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from agencies.models import Partnership
from documents.models import Pack
from evidence.models import evidence_storage
from recommendations.models import SignOff
from tests.snapshot import once
from tests.things import make_things
from tests.world import add_action, add_recommendation, add_review

pytestmark = pytest.mark.long

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
#: Who may owe something.
WORKING = dict.fromkeys(
    [p for p in PEOPLE if p not in ("board_member", "scrutineer", "nobody")], 200
)
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
    Row("dashboards:home", "", EVERYBODY),
    Row("dashboards:my-work", "", EVERYBODY),
    Row("dashboards:dashboard-home", "", {**dict.fromkeys(PEOPLE, 302), "nobody": 200}),
    Row("dashboards:board", "city", MEMBERS),
    Row("dashboards:trend", "city", MEMBERS),
    Row("dashboards:theme-list", "city", MEMBERS),
    Row("dashboards:theme-detail", "theme", CONCERNED),
    Row("dashboards:agency-detail", "police", {**READERS, "outsider": 200}),
    Row("dashboards:agency-decided", "police", {**READERS, "outsider": 200}),
    Row("dashboards:extension-list", "city", MEMBERS),
    Row("dashboards:evidence-list", "city", MEMBERS),
    Row("dashboards:challenge-list", "city", MEMBERS),
    Row("dashboards:check-list", "city", MEMBERS),
    Row("dashboards:overtaken-list", "city", MEMBERS),
    Row("dashboards:change-summary", "city", MEMBERS),
    Row("dashboards:change-list", "city", MEMBERS),
    Row("dashboards:change-feed", "city", MEMBERS),
    Row("dashboards:change-feed-add", "city", dict.fromkeys(MEMBERS, 302), MEMBERS, only_post=True),
    Row(
        "dashboards:change-feed-off",
        "city",
        dict.fromkeys(MEMBERS, 302),
        dict.fromkeys(MEMBERS, 302),
        only_post=True,
    ),
    Row("dashboards:changes-feed", "changes", PUBLIC),
    Row("dashboards:proof-list", "city", MEMBERS),
    Row("recommendations:review-list", "", EVERYBODY),
    same("recommendations:review-add", "city", MANAGER),
    same("recommendations:legend-edit", "settings", MANAGER),
    Row("recommendations:legend-history", "settings", MANAGER),
    Row("recommendations:legend-style", "colours", MEMBERS),
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
    *(
        Row(name, "", dict.fromkeys(PEOPLE, 302), dict.fromkeys(PEOPLE, 302), only_post=True)
        for name in ("recommendations:action-bulk", "recommendations:recommendation-bulk")
    ),
    Row("recommendations:bulk-detail", "many", MANAGER),
    Row("recommendations:view-list", "", EVERYBODY),
    same("recommendations:view-add", "", EVERYBODY),
    Row("recommendations:view-open", "kept", dict.fromkeys(MEMBERS, 302)),
    same("recommendations:view-edit", "kept", {"board_member": 200}),
    Row("recommendations:view-delete", "kept", {"board_member": 200}),
    Row("recommendations:view-unshare", "kept", {"manager": 302}, {"manager": 302}, only_post=True),
    Row(
        "recommendations:view-start",
        "kept_too",
        dict.fromkeys(MEMBERS, 302),
        dict.fromkeys(MEMBERS, 302),
        only_post=True,
    ),
    Row("recommendations:action-export", "", dict.fromkeys(PEOPLE, 302)),
    same("recommendations:action-add", "recommendation", MANAGER),
    Row("recommendations:action-detail", "action", READERS),
    same("recommendations:action-edit", "action", MANAGER),
    Row(
        "recommendations:action-update", "action", dict.fromkeys(READERS, 302), OWN, only_post=True
    ),
    Row("recommendations:action-answer", "action", READERS, OWN),
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
    same("evidence:evidence-link", "action", OWN),
    Row("evidence:evidence-detail", "evidence", READERS),
    same("evidence:evidence-edit", "evidence", OWN),
    same("evidence:evidence-decide", "evidence", MANAGER),
    same("evidence:version-add", "evidence", OWN),
    Row("evidence:version-download", "version", READERS),
    Row("evidence:recommendation-register", "recommendation", CONCERNED),
    Row("evidence:review-register", "review", CONCERNED),
    Row("evidence:recommendation-figures", "recommendation", CONCERNED),
    Row("evidence:review-figures", "review", CONCERNED),
    Row("evidence:queue", "settings", {"manager": 302}),
    same("evidence:queue-claim", "claim", MANAGER),
    Row("evidence:queue-decide", "judged", {"manager": 302}, MANAGER),
    Row("evidence:version-preview", "version", READERS),
    same("evidence:request-add", "recommendation", MANAGER),
    Row("evidence:request-list", "city", MEMBERS),
    Row("evidence:request-detail", "wanted", READERS),
    same("evidence:request-answer", "wanted", OWN),
    same("evidence:request-edit", "wanted", MANAGER),
    same("evidence:request-withdraw", "wanted", MANAGER),
    same("evidence:request-judge", "offered", MANAGER),
    same("evidence:look-add", "overtaken", MANAGER),
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
    Row("documents:board-pack-list", "city", MEMBERS),
    same("documents:board-pack-add", "city", MEMBERS),
    Row("documents:board-pack-detail", "board_pack", ASKER),
    Row("documents:board-pack-progress", "board_pack", ASKER),
    Row("documents:board-pack-read", "given_pack", WHOLE),
    Row("documents:board-pack-download", "given_file", WHOLE),
    Row("documents:board-pack-give", "own_pack", MANAGER, {"manager": 302}),
    Row("documents:board-pack-take-back", "given_pack", MANAGER, {"manager": 302}),
    same("documents:board-schedule-add", "city", MANAGER),
    Row("documents:board-schedule-end", "board_schedule", MANAGER, {"manager": 302}),
    Row("reminders:notice-list", "", EVERYBODY),
    Row("reminders:notice-open", "notice", {"police_lead": 302}),
    Row("reminders:notice-names", "named_thing", READERS),
    Row(
        "reminders:notices-read",
        "",
        dict.fromkeys(PEOPLE, 302),
        dict.fromkeys(PEOPLE, 302),
        only_post=True,
    ),
    Row("reminders:outbox", "outbox", MANAGER),
    Row("reminders:outbox-next", "outbox", MANAGER),
    Row("reminders:outbox-invitations", "outbox", MANAGER),
    Row("reminders:mail-detail", "mail", MANAGER),
    same("reminders:mail-resend", "mail", MANAGER),
    Row("reminders:refusal-clear", "refused", {"manager": 302}, {"manager": 302}, only_post=True),
    same("reminders:personal", "", EVERYBODY),
    same("reminders:cover-add", "", WORKING),
    same("reminders:person-cover", "person", MANAGER),
    Row(
        "reminders:cover-end",
        "cover",
        {"manager": 302, "police_lead": 302},
        {"manager": 302, "police_lead": 302},
        only_post=True,
    ),
    Row("reminders:calendar", "", EVERYBODY),
    Row(
        "reminders:calendar-address-add",
        "",
        dict.fromkeys(PEOPLE, 302),
        EVERYBODY,
        only_post=True,
    ),
    Row(
        "reminders:calendar-address-off",
        "",
        dict.fromkeys(PEOPLE, 302),
        dict.fromkeys(PEOPLE, 302),
        only_post=True,
    ),
    Row("reminders:calendar-feed", "feed", PUBLIC),
    Row("reminders:calendar-event", "event", READERS),
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
    Row("agencies:meeting-list", "settings", WHOLE),
    same("agencies:meeting-add", "forum", MANAGER),
    same("agencies:meeting-edit", "meeting", MANAGER),
    Row("agencies:meeting-remove", "meeting", MANAGER),
    same("agencies:settings-edit", "settings", MANAGER),
    same("agencies:answerable-edit", "settings", MANAGER),
    same("reminders:policy", "settings", MANAGER),
    Row("reminders:policy-history", "settings", MANAGER),
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
    Row("icon", "", dict.fromkeys(PUBLIC, 302)),
    Row("help", "", PUBLIC),
    Row("accessibility", "", PUBLIC),
    Row("privacy", "", PUBLIC),
    Row("unsaved", "", dict.fromkeys(PEOPLE, 302)),
    Row("unsaved-discard", "unsaved", {}, {}, only_post=True),
]


@pytest.fixture
def things(world, today):
    """One thing of City's police for each kind of address: the arguments of `reverse`."""
    made = once("one of each", lambda: make_things(world))
    evidence_storage().save("key", ContentFile(b"text"))
    # `once` sets moments to now
    Pack.objects.update(expires_at=timezone.now() + timedelta(days=7))
    SignOff.objects.update(recorded_at=timezone.now() - timedelta(days=7))
    # `once` keeps what was made, not what changed
    Partnership.objects.filter(pk=world.city.pk).update(legend_version=made["colours"]["version"])
    return made


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
    check_anonymous_people_are_sent_to_sign_in(row, address)
    clients = {person: sign_in(person) for person in PEOPLE}
    found = {person: client.get(address).status_code for person, client in clients.items()}
    assert found == {person: row.get.get(person, 404) for person in PEOPLE}
    if row.post is not None:
        found = {person: client.post(address, {}).status_code for person, client in clients.items()}
        assert found == {person: row.post.get(person, 404) for person in PEOPLE}


def check_anonymous_people_are_sent_to_sign_in(row, address):
    answer = Client().get(address)
    if "anonymous" in row.get:
        assert answer.status_code == row.get["anonymous"]
    elif row.only_post:
        assert Client().post(address).url.startswith(reverse("account_login"))
    else:
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))


RESTRICTED = (
    *("signed", "overtaken", "check", "put", "answered", "wanted", "offered"),
    *("review", "recommendation", "response", "action", "asked", "completed"),
    *("evidence", "version", "disposal", "claim", "judged", "pack", "step", "repeated", "event"),
    *("board_pack", "own_pack", "given_pack", "given_file"),
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
