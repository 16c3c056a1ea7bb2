"""Every page that shows one review's content carries the marking of that review, forms too."""

import pytest
from django.urls import reverse

from recommendations import services
from tests.world import add_action

pytestmark = pytest.mark.usefixtures("today")

STRIP = (
    '<aside class="app-strip app-strip--marking" aria-label="Marking">\n'
    '  <div class="govuk-width-container"><p>{}</p></div>\n</aside>'
)
OF_A_REVIEW = ("review-detail", "review-edit", "recommendation-add")
OF_A_RECOMMENDATION = (
    "recommendation-detail",
    "recommendation-edit",
    "action-add",
    "signoff-add",
)
OF_AN_ACTION = (
    "action-detail",
    "action-edit",
    "action-due-date",
    "action-answer",
    "action-hold",
    "action-withdraw",
    "extension-decide",
)


@pytest.fixture
def rows(world, today):
    """Each page's name with the row that it is about; the review has its own marking."""
    world.review.marking = "official_sensitive"
    world.review.save()
    action = add_action(world, due_in=30, status="in_progress")
    services.ask_for_time(
        actor=world.police_lead,
        action=action,
        version=action.version,
        asked_due_on=today.replace(month=12, day=24),
        reason="The trainer is ill.",
    )
    response = world.recommendation.responses.get(agency=world.police)
    return (
        dict.fromkeys(OF_A_REVIEW, world.review)
        | dict.fromkeys(OF_A_RECOMMENDATION, world.recommendation)
        | dict.fromkeys(OF_AN_ACTION, action)
        | {"response-edit": response, "action-extension": world.police_action}
    )


def strips(page, label):
    assert page.status_code == 200
    return page.content.decode().count(STRIP.format(label))


@pytest.mark.parametrize(
    "name", [*OF_A_REVIEW, *OF_A_RECOMMENDATION, *OF_AN_ACTION, "response-edit", "action-extension"]
)
def test_page_carries_the_marking(rows, world, sign_in, name):
    who = "police_lead" if name == "action-extension" else "manager"
    url = reverse(f"recommendations:{name}", args=[rows[name].public_id])
    label = world.review.get_marking_display()
    assert strips(sign_in(who).get(url), label) == 1


def test_page_of_reopening_carries_the_marking(rows, world, sign_in):
    url = reverse("recommendations:signoff-reopen", args=[world.recommendation.public_id])
    assert strips(sign_in("manager").get(url), world.review.get_marking_display()) == 1
