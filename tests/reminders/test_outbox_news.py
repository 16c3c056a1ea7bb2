"""The outbox holds every mail, also one that a notification alone made go."""

import pytest
from django.urls import reverse

from agencies import access
from recommendations.models import Notice
from reminders.models import Mail, MailedNotice
from tests.world import TODAY


@pytest.fixture
def mail(world, today):
    """To Health's lead: an action of City was assigned to them."""
    notice = Notice.objects.create(
        recipient=world.health_lead,
        partnership=world.city,
        kind=Notice.Kind.ASSIGNED,
        happening=Notice.Happening.values[0],
        recommendation=world.recommendation,
        action=world.health_action,
        about="action",
        item_id=world.health_action.public_id,
        **access.signature(world.manager, world.city.pk),
    )
    mail = Mail.objects.create(recipient=world.health_lead, day=TODAY, message_id="<new@b>")
    MailedNotice.objects.create(notice=notice, mail=mail)
    return mail


def outbox(place):
    return reverse("reminders:outbox", args=[place.public_id])


def test_it_is_listed_with_what_is_new_and_has_a_page(world, mail, sign_in):
    response = sign_in("manager").get(outbox(world.city))
    assert [(row.mail, row.about) for row in response.context["rows"]] == [(mail, "1 new for them")]
    address = reverse("reminders:mail-detail", args=[world.city.public_id, mail.public_id])
    page = sign_in("manager").get(address)
    assert [(row.kind, row.name) for row in page.context["news"]] == [("Assigned", "CLARE 1a.2")]
    assert "Items in this mail" not in page.content.decode()


def test_another_partnership_and_a_restricted_review_do_not_show_it(world, mail, sign_in):
    assert sign_in("outsider").get(outbox(world.coast)).context["rows"] == []
    world.review.is_restricted = True
    world.review.save()
    assert sign_in("manager").get(outbox(world.city)).context["rows"] == []
    address = reverse("reminders:mail-detail", args=[world.city.public_id, mail.public_id])
    assert sign_in("manager").get(address).status_code == 404
