"""A file of thirty times as many rows asks the database no more often."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, Forum, Invitation, PartnershipAgency
from tests.dashboards.town import add_one_of_each, let_decisions_lie_back
from tests.exports.files import body, download
from tests.exports.lists import LISTS, add_rest, add_theme, address, build_lists
from tests.world import TODAY, add_person, add_review

pytestmark = [pytest.mark.usefixtures("today"), pytest.mark.long]

#: Of both kinds of file.
EXPECTED = {
    "agencies:agency-list": 6,
    "agencies:forum-list": 5,
    "agencies:meeting-list": 5,
    "agencies:person-list": 5,
    "dashboards:agency-decided": 8,
    "dashboards:challenge-list": 6,
    "dashboards:change-list": 19,
    "dashboards:check-list": 6,
    "dashboards:evidence-list": 6,
    "dashboards:extension-list": 6,
    "dashboards:overtaken-list": 7,
    "dashboards:proof-list": 6,
    "dashboards:theme-detail": 12,
    "dashboards:theme-list": 9,
    "documents:board-pack-list": 7,
    "documents:pack-list": 6,
    "documents:pack-log": 7,
    "evidence:disposal-list": 7,
    "evidence:request-list": 10,
    "recommendations:action-list": 10,
    "recommendations:recommendation-list": 10,
    "recommendations:review-list": 7,
    "reminders:mail-detail": 6,
    "reminders:notice-list": 6,
    "reminders:outbox": 9,
    "reminders:outbox-invitations": 4,
    "reminders:outbox-next": 17,
    "reminders:policy-history": 6,
    "recommendations:legend-history": 6,
}
#: Lists that `grow` leaves as they are.
STILL = {
    *("recommendations:legend-history", "reminders:mail-detail", "reminders:policy-history"),
    "dashboards:agency-decided",
}


def asked(client, urls, kind):
    """By route: how many questions, and how large the file is."""
    found = {}
    for route, url in urls.items():
        with CaptureQueriesContext(connection) as queries:
            file = body(download(client, url, kind))
        found[route] = len(queries), len(file)
    return found


def grow(world):
    for number in range(30):
        agency = Agency.objects.create(name=f"Agency {number}", kind="other")
        PartnershipAgency.objects.create(partnership=world.city, agency=agency)
        forum = Forum.objects.create(partnership=world.city, name=f"Forum {number}")
        forum.meetings.create(held_on=TODAY)
        person = add_person(world, f"lead{number}", "agency_lead", agency=agency)
        Invitation.objects.create(
            membership=person.memberships.get(), name="Typed", invited_by=world.manager
        )
        review = add_review(world)
        add_one_of_each(world, review, agency)
        add_rest(world, review, agency)
        add_theme(world, f"Theme {number}", review)
        for recommendation in review.recommendations.all():
            recommendation.themes.add(world.city.themes.get(name="Sharing"))
    let_decisions_lie_back()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_queries_do_not_grow_with_the_rows(world, sign_in, kind):
    build_lists(world)
    client = sign_in("manager")
    lists = [(route, about, more) for route, about, more in LISTS if not more]
    urls = {route: address(world, route, about, more) for route, about, more in lists}
    few = asked(client, urls, kind)
    grow(world)
    many = asked(client, urls, kind)
    assert {route: number for route, (number, _) in few.items()} == EXPECTED
    assert {route: number for route, (number, _) in many.items()} == EXPECTED
    assert {route for route, (_, size) in many.items() if size < few[route][1] + 100} == STILL
