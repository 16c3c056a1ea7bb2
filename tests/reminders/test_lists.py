"""One source: what is chased of a kind is what the pages list, counted there and here."""

from datetime import timedelta

import pytest
from django.db.models import Q
from django.urls import reverse

from dashboards.work import work_of
from evidence.models import EvidenceRequest
from recommendations.models import Action, EmbeddingCheck, Milestone
from recommendations.status import Progress, Rating
from reminders.sources import SOURCES, Why
from tests.reminders.things import build_all_sorts
from tests.world import TODAY

#: Kinds whose live list holds whatever waits, and how many more days than today it looks ahead.
LISTED = {"extension": None, "sign_off": None, "chase": None, "request": None, "check": 30}


@pytest.fixture
def sorts(world, today):
    build_all_sorts(world)
    return world


def waiting(world, kind, person="manager", day=None):
    """What is chased of a kind in City, as far as the person sees it."""
    source, user = SOURCES[kind], world.fresh(person)
    rows = source.waiting(source.visible_to(user))
    rows = rows if day is None else source.due_by(day, source.visible_to(user))
    return source.within(rows, [world.city.pk])


@pytest.mark.parametrize("kind", LISTED)
def test_the_live_list_holds_as_many_as_are_chased(sorts, sign_in, kind):
    ahead = LISTED[kind]
    rows = waiting(sorts, kind, day=None if ahead is None else TODAY + timedelta(days=ahead))
    url = SOURCES[kind].lists[Why.OWN].url(sorts.city).removeprefix("http://testserver")
    page = sign_in("manager").get(url).context["page"]
    assert page.paginator.count == rows.count() > 1


def test_the_queue_holds_as_many_claims_as_are_chased(sorts, sign_in):
    url = SOURCES["verification"].lists[Why.OWN].url(sorts.city).removeprefix("http://testserver")
    place = sign_in("manager").get(url, follow=True).context["place"]
    assert place.count == waiting(sorts, "verification").count() > 1
    listed = reverse(
        "recommendations:action-list",
        query={"partnership": str(sorts.city.public_id), "rating": Rating.AWAITING.value},
    )
    assert sign_in("manager").get(listed).context["page"].paginator.count == place.count


def test_my_work_lists_as_many_responses_as_are_chased(sorts):
    lead, manager = sorts.fresh("health_lead"), sorts.fresh("manager")
    own = waiting(sorts, "response", "health_lead").filter(agency=sorts.health)
    assert work_of(lead, TODAY, sorts.city).owed.responses.total == own.count() > 1
    late = waiting(sorts, "response", day=TODAY - timedelta(days=1))
    assert work_of(manager, TODAY, sorts.city).managed.responses.total == late.count() > 2


def test_pages_of_open_actions_show_as_many_milestones_not_done_as_are_chased(sorts, sign_in):
    client, shown = sign_in("manager"), 0
    open_ones = Action.objects.visible_to(sorts.fresh("manager")).open()
    for action in open_ones.filter(milestones__isnull=False).distinct():
        milestones = client.get(action.get_absolute_url()).context["milestones"]
        shown += sum(each.done_on is None for each in milestones)
    assert shown == waiting(sorts, "milestone").count() > 3


def test_what_is_late_is_what_the_lists_call_late(world):
    build_all_sorts(world)
    yesterday = TODAY - timedelta(days=1)
    lists = {
        "action": Action.objects.overdue(TODAY),
        "request": EvidenceRequest.objects.late(TODAY),
        "check": EmbeddingCheck.objects.due_by(yesterday),
        "milestone": Milestone.objects.open().filter(due_on__lt=TODAY),
    }
    for kind, rows in lists.items():
        found = set(SOURCES[kind].due_by(yesterday).values_list("pk", flat=True))
        assert found == set(rows.values_list("pk", flat=True))
        assert found


@pytest.mark.parametrize("day", [TODAY, TODAY + timedelta(days=4000)])
@pytest.mark.parametrize(
    ("kind", "progress"),
    [("sign_off", Progress.ACTIONS_COMPLETE), ("chase", Progress.AWAITING_BODY)],
)
def test_recommendations_wait_as_their_progress_says_whatever_the_day(world, kind, progress, day):
    build_all_sorts(world)
    source = SOURCES[kind]
    found = set(source.waiting(source.rows()).values_list("pk", flat=True))
    rows = source.model.objects.with_progress(day)
    assert found == set(rows.filter(Q(progress=progress)).values_list("pk", flat=True))
    assert len(found) == 9
