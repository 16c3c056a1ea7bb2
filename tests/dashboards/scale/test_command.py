"""`manage.py load_scale`: where it runs, and what it says."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from agencies.models import Partnership, User
from recommendations.models import Action

pytestmark = pytest.mark.django_db


def run(**asked):
    said = StringIO()
    call_command("load_scale", **{"partnerships": 1, "actions": 30, **asked}, stdout=said)
    return said.getvalue()


@pytest.fixture
def live(settings):
    settings.DEBUG = settings.DEMO_MODE = False


@pytest.fixture
def demo(settings):
    settings.DEBUG, settings.DEMO_MODE = False, True


def name():
    return str(connection.settings_dict["NAME"])


def test_on_a_live_site_nothing_is_loaded(live):
    with pytest.raises(CommandError, match="DEBUG and DEMO_MODE are off"):
        run()
    assert not Partnership.objects.exists()


def test_on_an_empty_live_site_the_database_must_be_named(live):
    with pytest.raises(CommandError, match=re.escape(f"called {name()}, not another")):
        run(into_this_database="another")
    run(into_this_database=name())
    assert Action.objects.count() == 30


def test_beside_a_partnerships_own_records_no_name_helps(live, world):
    with pytest.raises(CommandError, match="a live site with partnerships of its own"):
        run(into_this_database=name())
    assert not Partnership.objects.filter(is_demo=True).exists()


def test_beside_other_partnerships_the_database_must_be_named(demo, world):
    with pytest.raises(CommandError, match="There are other partnerships"):
        run()
    run(into_this_database=name())
    assert Partnership.objects.filter(is_demo=True).count() == 1


def test_where_developers_work_it_needs_no_name(settings):
    settings.DEBUG, settings.DEMO_MODE = True, False
    run()
    run()
    assert Partnership.objects.count() == 2


@pytest.mark.parametrize(
    "asked",
    [
        {"partnerships": 0},
        {"actions": -1},
        {"main_actions": -1},
        {"main_actions": 31, "partnerships": 2},
        {"main_actions": 5},
    ],
)
def test_what_does_not_add_up_is_refused(demo, asked):
    with pytest.raises(CommandError, match="--actions"):
        run(**asked)
    assert not Partnership.objects.exists()


def test_it_counts_what_it_has_loaded(demo):
    said = run()
    counted = {line.split()[0]: line.split()[1] for line in said.splitlines() if "_" in line}
    assert counted["recommendations_action"] == "30"
    assert counted["recommendations_historicalaction"] == str(Action.history.count())


def test_the_logins_work_where_there_is_a_demo(demo, settings, client):
    said = run()
    assert f"password {settings.DEMO_PASSWORD}" in said
    logins = [line.strip() for line in said.splitlines() if line.endswith("@scale.example")]
    assert len(logins) == 4
    for login in logins:
        posted = {"login": login, "password": settings.DEMO_PASSWORD}
        assert client.post(reverse("account_login"), posted).status_code == 302
        assert client.get(reverse("dashboards:my-work")).status_code == 200
        client.logout()


def test_nobody_can_sign_in_where_there_is_none(live):
    said = run(into_this_database=name())
    assert "no password" in said
    assert {user.has_usable_password() for user in User.objects.all()} == {False}


def test_the_pages_of_the_first_partnership_can_be_read(demo, client):
    run(actions=120)
    client.force_login(User.objects.get(email="partnership-manager-0001@scale.example"))
    partnership = Partnership.objects.get()
    action = Action.objects.filter(status="verified").first()
    for address in (
        reverse("dashboards:board", args=[partnership.public_id]),
        reverse("recommendations:action-list"),
        reverse("recommendations:review-list"),
        action.get_absolute_url(),
        action.recommendation.get_absolute_url(),
        action.recommendation.review.get_absolute_url(),
    ):
        assert client.get(address).status_code == 200
