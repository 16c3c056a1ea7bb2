"""The bell page and the count in the header: only one's own, and only what one may still see."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies import access
from agencies.models import Membership, User
from evidence.models import Evidence
from recommendations import restricted
from recommendations.models import Action, Notice
from recommendations.services import ask_challenge
from reminders import bell
from reminders.models import Reminder
from tests.evidence.asking import ask
from tests.evidence.samples import add
from tests.reminders.things import build_all_sorts, notify
from tests.world import add_action, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")

LIST = reverse("reminders:notice-list")
Happening = Notice.Happening
SECOND = timedelta(seconds=1)


def address(notice):
    return reverse("reminders:notice-open", args=[notice.public_id])


def test_the_header_counts_what_is_unread_in_words(world, sign_in):
    page = sign_in("police_lead").get(reverse("help")).content.decode()
    assert f'<a class="app-header__link" href="{LIST}">Notifications</a>' in page
    for _ in range(2):
        notify(world)
    page = sign_in("police_lead").get(reverse("help")).content.decode()
    assert (
        'Notifications<span class="app-header__count" aria-hidden="true">2</span>'
        '<span class="govuk-visually-hidden"> (2 unread)</span></a>'
    ) in page
    assert "Notifications" not in Client().get(reverse("help")).content.decode()


def test_the_page_says_who_what_and_where_from_and_links_to_it(world, sign_in):
    notice = notify(world)
    page = sign_in("police_lead").get(LIST).content.decode()
    assert ">You own this action now: CLARE 1a.1</a>" in page
    assert f'href="{address(notice)}"' in page
    assert "Assigned · Manager, Partnership manager · " in page
    assert '<h2 class="govuk-heading-m">2 November 2026</h2>' in page
    assert '<strong class="govuk-tag">Unread</strong>' in page
    assert "City Children" not in page.split("<main")[1].split("</main>")[0]


def test_a_person_of_several_partnerships_reads_which_one(world, sign_in):
    world.police_lead.memberships.create(partnership=world.coast, role="board_member")
    notify(world)
    page = sign_in("police_lead").get(LIST).content.decode()
    assert "City Children&#x27;s Partnership</p>" in page


def test_opening_marks_read_and_leads_to_the_thing(world, sign_in):
    first, second = notify(world), notify(world)
    client = sign_in("police_lead")
    assert client.head(address(first)).status_code == 302
    assert bell.unread_count(world.fresh("police_lead")) == 2
    answer = client.get(address(first))
    assert (answer.status_code, answer.url) == (302, world.police_action.get_absolute_url())
    first.refresh_from_db()
    read_at = first.read_at
    assert read_at == timezone.now()
    assert bell.unread_count(world.fresh("police_lead")) == 1
    client.get(address(first))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.read_at, second.read_at) == (read_at, None)
    assert client.post(address(second)).status_code == 405


def test_every_kind_of_thing_has_its_page(world, sign_in):
    item, request = add(world), ask(world)
    challenge = ask_challenge(
        actor=world.fresh("scrutineer"),
        recommendation=world.recommendation,
        agency=world.police,
        question="Why?",
    )
    Notice.objects.all().delete()
    things = [world.recommendation, world.police_action, challenge, item, request]
    for thing in things:
        through = world.police_action if thing == item else None
        notify(world, thing=thing, through=through)
    assert {row.about for row in Notice.objects.all()} == set(Notice.About.values)
    client = sign_in("police_lead")
    for notice, thing in zip(Notice.objects.order_by("pk"), things, strict=True):
        assert client.get(address(notice), follow=True).status_code == 200
        assert bell.page_of(notice) == thing.get_absolute_url()
    references = [bell.reference_of(row) for row in Notice.objects.order_by("pk")]
    assert references == [
        "CLARE 1a",
        "CLARE 1a.1",
        "CLARE 1a (challenge)",
        "CLARE 1a.1 (evidence)",
        "CLARE 1a (evidence request)",
    ]


def test_unread_are_shown_alone_and_all_are_marked_read_at_once(world, sign_in):
    client = sign_in("police_lead")
    old, new = notify(world), notify(world, happening=Happening.LEAD)
    client.get(address(old))
    page = client.get(LIST, {"show": "unread"})
    assert [entry.notice for entry in page.context["entries"]] == [new]
    assert "Unread (1)" in page.content.decode()
    read = page.context["read_form"].initial
    came_since = notify(world)
    theirs = notify(world, "health_lead", world.health_action)
    answer = client.post(reverse("reminders:notices-read"), read, follow=True)
    assert "1 notification marked as read." in answer.content.decode()
    assert list(Notice.objects.filter(read_at=None).order_by("pk")) == [came_since, theirs]
    client.post(reverse("reminders:notices-read"), client.get(LIST).context["read_form"].initial)
    page = client.get(LIST, {"show": "unread"}).content.decode()
    assert "You have read everything." in page
    assert "Mark all as read" not in page


def test_a_notice_that_says_more_since_the_page_was_read_stays_unread(world, sign_in):
    """Evidence that is accepted raises the number on the notice that is there."""
    client = sign_in("police_lead")
    raised, quiet = notify(world), notify(world, happening=Happening.LEAD)
    answer = client.get(LIST)
    read = answer.context["read_form"].initial
    assert f'value="{read["until"]}"' in answer.content.decode()
    Notice.objects.filter(pk=raised.pk).update(many=2, recorded_at=timezone.now() + SECOND)
    client.post(reverse("reminders:notices-read"), read)
    assert list(Notice.objects.filter(read_at=None)) == [raised]
    assert Notice.objects.exclude(read_at=None).get() == quiet


@pytest.mark.parametrize("sent", [{}, {"public_id": "x"}, {"public_id": uuid4()}])
def test_marking_all_as_read_needs_a_notice_of_ones_own(world, sign_in, sent):
    notify(world)
    assert sign_in("police_lead").post(reverse("reminders:notices-read"), sent).url == LIST
    theirs = notify(world, "health_lead", world.health_action)
    client = sign_in("police_lead")
    read = {"public_id": theirs.public_id, "until": timezone.now().isoformat()}
    client.post(reverse("reminders:notices-read"), read)
    client.get(reverse("reminders:notices-read"))
    assert Notice.objects.filter(read_at=None).count() == 2


def test_an_empty_page_says_what_will_stand_there(world, sign_in):
    for person in ("nobody", "board_member"):
        page = sign_in(person).get(LIST).content.decode()
        assert "Nothing is new for you yet." in page
        assert "app-notices" not in page


@pytest.mark.parametrize("count", [1, 35])
def test_the_page_takes_few_queries_whatever_its_length(
    world, sign_in, count, django_assert_num_queries
):
    for _ in range(count):
        notify(world)
    client = sign_in("police_lead")
    with django_assert_num_queries(9):
        page = client.get(LIST)
    assert len(page.context["entries"]) == min(count, 30)
    lead = world.fresh("police_lead")
    access.read_together([lead])
    with django_assert_num_queries(1):
        assert bell.unread_count(lead) == count


def test_however_many_are_unread_the_count_is_exact(world, monkeypatch):
    monkeypatch.setattr(bell, "COUNTED", 2)
    for many in (1, 2, 3, 4):
        notify(world)
        assert bell.unread_count(world.fresh("police_lead")) == many
    hand_over(world)
    assert bell.unread_count(world.fresh("police_lead")) == 0


def test_a_long_list_has_pages_the_newest_first(world, sign_in):
    rows = [notify(world) for _ in range(35)]
    client = sign_in("police_lead")
    first, second = client.get(LIST), client.get(LIST, {"page": 2, "show": "all"})
    shown = [entry.notice for page in (first, second) for entry in page.context["entries"]]
    assert shown == rows[::-1]


def test_days_are_londons(world, sign_in):
    notice = notify(world)
    late = timezone.now().replace(month=7, day=1, hour=23, minute=30)
    Notice.objects.filter(pk=notice.pk).update(recorded_at=late)
    page = sign_in("police_lead").get(LIST).content.decode()
    assert '<h2 class="govuk-heading-m">2 July 2026</h2>' in page
    assert ">12:30am</time>" in page


# --- What one may no longer see ---


def absent(world, person, notice):
    """It is in no list, no count and at no address."""
    client = Client()
    client.force_login(world.people[person], "agencies.backends.EmailBackend")
    page = client.get(LIST)
    count = bell.unread_count(world.fresh(person))
    return (page.context["entries"], count, client.get(address(notice)).status_code)


def shown(world, person, notice):
    client = Client()
    client.force_login(world.people[person], "agencies.backends.EmailBackend")
    entries = [entry.notice for entry in client.get(LIST).context["entries"]]
    return (entries, bell.unread_count(world.fresh(person)))


def hand_over(world):
    Action.objects.filter(pk=world.police_action.pk).update(lead_agency=world.health)


def restrict(world):
    world.review.is_restricted = True
    world.review.save()


def end_role(world):
    Membership.objects.filter(partnership=world.city).update(is_active=False)


@pytest.mark.parametrize("lose", [hand_over, restrict, end_role])
def test_an_action_that_a_lead_lost_sight_of_is_absent(world, lose):
    notice = notify(world)
    assert shown(world, "police_lead", notice) == ([notice], 1)
    lose(world)
    assert absent(world, "police_lead", notice) == ([], 0, 404)
    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize("person", ["manager", "board_member", "scrutineer"])
@pytest.mark.parametrize("lose", [restrict, end_role])
def test_what_readers_of_the_whole_lost_sight_of_is_absent(world, person, lose):
    item = add(world)
    for thing, through in ((world.recommendation, None), (item, world.police_action)):
        actor = world.fresh("police_lead")
        notice = notify(world, person, thing, through=through, actor=actor)
    assert len(shown(world, person, notice)[0]) == 2
    lose(world)
    assert absent(world, person, notice) == ([], 0, 404)


def test_of_a_restricted_review_who_is_named_still_reads(world):
    notice = notify(world, "board_member")
    restrict(world)
    world.review.people.create(user=world.board_member, named_by=world.manager)
    assert shown(world, "board_member", notice) == ([notice], 1)


def test_evidence_is_absent_with_the_action_by_which_it_is_called(world):
    """The police read the item through another action; the first one is Health's now."""
    item = add(world)
    other = add_action(world)
    item.links.create(action=other, linked_by=world.manager)
    notice = notify(world, thing=item, through=world.police_action)
    assert shown(world, "police_lead", notice) == ([notice], 1)
    hand_over(world)
    assert Evidence.objects.visible_to(world.fresh("police_lead")).get() == item
    assert absent(world, "police_lead", notice) == ([], 0, 404)


def test_evidence_is_absent_once_it_supports_a_restricted_review(world):
    item = add(world)
    notice = notify(
        world, "manager", item, through=world.police_action, actor=world.fresh("police_lead")
    )
    hidden = add_action(world, add_recommendation(world, add_review(world, is_restricted=True)))
    assert shown(world, "manager", notice) == ([notice], 1)
    item.links.create(action=hidden, linked_by=world.manager)
    assert absent(world, "manager", notice) == ([], 0, 404)


def test_nobody_reads_the_notice_of_another(world, sign_in):
    notice = notify(world)
    for person in set(world.people) - {"police_lead"}:
        assert absent(world, person, notice) == ([], 0, 404)
    assert bell.unread_count(AnonymousUser()) == 0


def test_what_is_known_without_asking_is_what_the_database_says(world):
    """Notices of all sorts of things to everybody, whether they see them or not."""
    build_all_sorts(world)
    things = [(row, row) for row in Action.objects.select_related("recommendation__review")]
    for action, _ in things[:8]:
        for agency in (world.police, world.health):
            partnership = action.recommendation.review.partnership
            item = Evidence.objects.create(
                partnership=partnership,
                agency=agency,
                title="Minutes",
                kind="link",
                level="output",
                dated_on=timezone.localdate(),
                **access.signature(world.manager, partnership.pk),
            )
            item.links.create(action=action, linked_by=world.manager)
            things.append((item, action))
    for recommendation in {action.recommendation for action, _ in things[:8]}:
        things.append((recommendation, None))
        things += [(request, None) for request in recommendation.evidence_requests.all()]
    people = {user.pk: user for user in User.objects.all()}
    author = User.objects.create(email="author@example.test", name="Author")
    Notice.objects.bulk_create(
        Notice(
            recipient=user,
            partnership=about.review.partnership,
            kind="assigned",
            happening=Happening.OWNER,
            recommendation=about,
            action=through,
            about=thing._meta.model_name,
            item_id=thing.public_id,
            occasion="x",
            **access.signature(author, about.review.partnership_id),
        )
        for thing, through in things
        for about in [
            through.recommendation if through else getattr(thing, "recommendation", thing)
        ]
        for user in people.values()
    )
    access.read_together(people.values())
    restricted.read_together(people.values())
    found = bell.seen(people, bell.rows_of())
    by_database = {
        pk for user in people.values() for pk in bell.visible_to(user).values_list("pk", flat=True)
    }
    assert found == by_database
    assert 100 < len(found) < Notice.objects.count() - 100
    counted = {user.name: bell.unread_count(user) for user in people.values()}
    assert counted == {user.name: bell.visible_to(user).count() for user in people.values()}


def test_a_notice_is_no_reminder(world):
    """It stands in no ledger of what is due."""
    notify(world)
    assert Reminder.objects.count() == 0
