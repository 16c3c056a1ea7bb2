"""Pages as at a past day: the same figures as then, a banner, links that keep the day, no forms."""

import re
from collections import Counter
from datetime import UTC, datetime
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.urls import resolve, reverse

from dashboards.board import board
from dashboards.scope import Scope
from evidence import permissions as proof_permissions
from recommendations import permissions
from recommendations.models import Action, Recommendation, Review
from scr_tracker import as_at
from scr_tracker.as_at.links import is_readable
from tests.dashboards.test_numbers import Numbers, rows_behind
from tests.dashboards.town import build_town
from tests.world import TODAY, add_action, add_recommendation, add_review

THEN = f"as-at={TODAY.isoformat()}"
PEOPLE = ["manager", "board_member", "scrutineer", "police_lead"]


class Page(HTMLParser):
    """Links of the page's own part, and what its forms send where."""

    def __init__(self, text):
        super().__init__()
        self.links, self.forms = [], []
        start, end = text.index("<main"), text.index("</main>")
        crumbs = text.find('<nav class="govuk-breadcrumbs"')
        self.feed(text[crumbs if crumbs > 0 else start : end])

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "a" and attrs.get("href", "").startswith(("/", "?")):
            self.links.append(attrs["href"])
        if tag == "form":
            self.forms.append(attrs.get("method", "get"))


def move_on(world, keep_lead=False):
    """Nothing is left as it was; `keep_lead`: but for who may see it."""
    for action in Action.objects.all():
        action.status, action.status_reason = "on_hold", "The supplier has stopped."
        action.completed_on = action.claimed_by = action.verified_at = action.claimed_at = None
        action.lead_agency = action.lead_agency if keep_lead else world.childrens
        action.title = f"Changed: {action.title}"[:250]
        action.save()
    for row in Recommendation.objects.all():
        row.awaiting_body, row.awaiting_sent_on = "The department", TODAY
        row.reference = f"x{row.pk}"
        row.save()
    add_action(world, add_recommendation(world, add_review(world)), due_in=-3)


@pytest.fixture
def month_later(today, world):
    build_town(world)
    with time_machine.travel(datetime(2026, 12, 2, 9, 30, tzinfo=UTC), tick=False):
        yield world


def numbers(found):
    """The figures without their addresses."""
    return re.sub(r"(url|earlier|page)='[^']*'", "", repr(found))


@pytest.mark.parametrize("person", PEOPLE)
def test_board_is_that_of_the_day(today, world, person):
    build_town(world)
    then = numbers(board(Scope.plain(world.fresh(person), world.city, TODAY)))
    with time_machine.travel(datetime(2026, 12, 2, 9, 30, tzinfo=UTC), tick=False):
        move_on(world, keep_lead=person == "police_lead")
        reader = world.fresh(person)
        assert numbers(board(Scope.plain(reader, world.city, TODAY))) != then
        with as_at.standing_at(TODAY, reader):
            assert numbers(board(Scope.plain(reader, world.city, as_at.today()))) == then


def test_lead_sees_of_then_only_what_they_may_see_today(month_later, world):
    def seen():
        lead = world.fresh("police_lead")
        with as_at.standing_at(TODAY, lead):
            actions = set(Action.objects.visible_to(lead))
            return actions, set(Recommendation.objects.visible_to(lead))

    actions, recommendations = seen()
    assert world.police_action in actions
    assert world.recommendation in recommendations
    world.police_action.lead_agency = world.health
    world.police_action.save()
    assert seen() == (actions - {world.police_action}, recommendations)
    world.recommendation.responses.filter(agency=world.police).delete()
    shared = {row for row in actions if row.title == "Shared by Health"}
    assert seen() == (
        actions - {world.police_action} - shared,
        recommendations - {world.recommendation},
    )


def test_who_reads_as_at_a_day_without_being_named_is_told_so(month_later, world):
    with as_at.standing_at(TODAY), pytest.raises(AttributeError):
        list(Action.objects.visible_to(world.fresh("police_lead")))


@pytest.mark.parametrize("person", PEOPLE)
def test_each_number_of_then_opens_exactly_so_many_rows(month_later, world, sign_in, person):
    move_on(world, keep_lead=person == "police_lead")
    client = sign_in(person)
    page = client.get(reverse("dashboards:board", args=[world.city.public_id]) + f"?{THEN}")
    found = Numbers(page.content.decode()).found
    assert len(found) > 25
    for url in {url for url, _, _ in found}:
        assert THEN in url
    behind = {url: rows_behind(client, url) for url in {url for url, _, _ in found}}
    for url, number, text in found:
        assert behind[url] == number, (url, text)


@pytest.mark.parametrize("person", ["manager", "police_lead"])
def test_every_link_keeps_the_day_and_nothing_can_be_done(month_later, world, sign_in, person):
    client = sign_in(person)
    start = f"{reverse('dashboards:board', args=[world.city.public_id])}?{THEN}"
    waiting, seen, kinds = [start], set(), Counter()
    while waiting:
        url = waiting.pop(0)
        seen.add(url)
        if kinds[resolve(urlsplit(url).path).view_name] == 8:  # of each kind of page
            continue
        page = client.get(url)
        assert page.status_code == 200, url
        kinds[page.resolver_match.view_name] += 1
        text = page.content.decode()
        assert text.count("As at 2 November 2026.") >= 1, url
        for link in Page(text).links:
            link = link.partition("#")[0]
            path = urlsplit(link).path or urlsplit(url).path
            if not is_readable(path):
                continue
            assert parse_qs(urlsplit(link).query).get("as-at") == [TODAY.isoformat()], (url, link)
            if path.endswith(".csv") or "download=" in link:
                continue
            if link.startswith("/") and link not in seen and link not in waiting:
                waiting.append(link)
        assert set(Page(text).forms) <= {"get"}, url
    assert {
        "dashboards:board",
        "recommendations:action-list",
        "recommendations:action-detail",
        "recommendations:recommendation-detail",
        "recommendations:review-detail",
    } <= set(kinds)


def test_no_may_do_predicate_says_yes(month_later, world):
    manager = world.fresh("manager")
    with as_at.standing_at(TODAY):
        action = Action.objects.select_related("recommendation__review").get(
            pk=world.police_action.pk
        )
        recommendation = action.recommendation
        assert not permissions.may_edit_action(manager, action)
        assert not permissions.may_sign_off(manager, recommendation)
        assert not permissions.moves(manager, action)
        assert not permissions.roles_on(manager, action)
        assert not proof_permissions.may_add_evidence(manager, action)
    assert permissions.may_edit_action(manager, world.police_action)


@pytest.mark.parametrize("module", [permissions, proof_permissions])
def test_every_may_do_predicate_is_of_now_only(module):
    names = [name for name in vars(module) if name.startswith("may_") and name != "may_read"]
    assert len(names) > 8
    assert [name for name in names if not hasattr(getattr(module, name), "__wrapped__")] == []


@pytest.mark.parametrize(
    "asked", ["yesterday", "2026-12-02", "2027-01-01", "2026-02-30", "0001-01-01"]
)
def test_a_day_that_is_none_is_said_and_the_page_is_that_of_now(month_later, sign_in, asked):
    client = sign_in("manager")
    url = reverse("recommendations:action-list")
    answer = client.get(f"{url}?as-at={asked}&status=in_progress", follow=True)
    assert answer.redirect_chain == [(f"{url}?status=in_progress", 302)]
    assert b"takes a day before today" in answer.content
    assert b"app-as-at__words" not in answer.content


def test_what_was_not_there_says_so_to_everybody_alike(month_later, world, sign_in):
    late = add_recommendation(world)
    url = late.get_absolute_url()
    assert sign_in("manager").get(url).status_code == 200
    for person in ("manager", "outsider"):
        answer = sign_in(person).get(f"{url}?{THEN}")
        assert answer.status_code == 404
        assert b"It was not there at the end of 2 November 2026." in answer.content


def test_post_is_never_answered_as_at_a_day(month_later, world, sign_in):
    url = world.police_action.get_absolute_url()
    answer = sign_in("manager").post(f"{url}?{THEN}", {"note": "Late"})
    assert (answer.status_code, answer["Location"]) == (302, url)


def test_csv_is_streamed_as_at_the_day(month_later, world, sign_in):
    move_on(world)
    export = sign_in("manager").get(f"/actions/?{THEN}&download=csv")
    assert as_at.chosen() is None
    text = b"".join(export.streaming_content).decode()
    assert "Changed: " not in text
    assert text.count("\n") > 40
    assert as_at.chosen() is None
    assert Review.objects.count() == 4
