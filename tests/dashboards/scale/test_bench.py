"""What `make bench` measures is there: its people can sign in, and its pages answer."""

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Partnership, User
from recommendations.models import Action
from tests.bench import boards
from tests.bench.data import PASSWORD, add_others, build, measured

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    return build(200, 50)


def test_the_one_partnership_has_its_actions_and_others_theirs(people):
    add_others(30)
    counts = [
        Action.objects.filter(recommendation__review__partnership=partnership).count()
        for partnership in Partnership.objects.order_by("pk")
    ]
    assert counts == [200, 50, 30]


def test_its_people_can_sign_in(people, client):
    for person in people.values():
        posted = {"login": person.email, "password": PASSWORD}
        assert client.post(reverse("account_login"), posted).status_code == 302
        client.logout()
    assert User.objects.get(email=people["nobody"].email).memberships.count() == 0


def test_its_lead_has_work_in_hand(people):
    running = Action.objects.acted_on_by(people["lead"]).filter(status="in_progress")
    assert running.exists()


def test_each_page_of_the_board_can_be_measured(people, client):
    client.force_login(people["manager"])
    addresses = boards.pages(measured(), timezone.localdate())
    assert next(iter(addresses)) == boards.BARE
    assert {client.get(address).status_code for address in addresses.values()} == {200}
