"""The demo's people: they sign in, and each sees the own partnership."""

import pytest
from django.conf import settings
from django.urls import reverse

from agencies.models import Agency, Membership, Partnership, User
from recommendations.models import Action, Recommendation, Review

pytestmark = pytest.mark.usefixtures("demo", "db")

PRINTED = ["manager", "police", "health", "childrens", "board", "scrutineer", "outsider"]


def person(key: str) -> User:
    return User.objects.get(email=f"{key}@demo.example")


@pytest.mark.parametrize("key", PRINTED)
def test_each_printed_login_signs_in(client, key):
    answer = client.post(
        reverse("account_login"),
        {"login": f"{key}@demo.example", "password": settings.DEMO_PASSWORD},
    )

    assert answer.status_code == 302
    assert int(client.session["_auth_user_id"]) == person(key).pk


def test_outside_demo_mode_the_password_opens_nothing(client, settings):
    settings.DEMO_MODE = False

    client.post(
        reverse("account_login"),
        {"login": "manager@demo.example", "password": settings.DEMO_PASSWORD},
    )

    assert "_auth_user_id" not in client.session


def test_roles():
    rows = Membership.objects.select_related("user", "partnership", "agency")
    roles = sorted(
        (row.user.email.partition("@")[0], row.partnership.short_name, row.role_label)
        for row in rows
    )

    assert roles == [
        ("adults", "Marchwell SAB", "Agency lead, Marchwell Adult Social Care"),
        ("board", "SSCP", "Board member"),
        ("childrens", "SSCP", "Agency lead, SCC Children's Services"),
        ("deputy", "SSCP", "Partnership manager"),
        ("education", "SSCP", "Agency lead, Education"),
        ("health", "SSCP", "Agency lead, Clinical Commissioning Group"),
        ("homes", "Marchwell SAB", "Agency lead, Eastmere Homes"),
        ("manager", "SSCP", "Partnership manager"),
        ("outsider", "Marchwell SAB", "Partnership manager"),
        (
            "partnership",
            "SSCP",
            "Agency lead, Southampton Safeguarding Children Partnership team",
        ),
        ("police", "Marchwell SAB", "Agency lead, Hampshire Constabulary"),
        ("police", "SSCP", "Agency lead, Hampshire Constabulary"),
        ("scrutineer", "SSCP", "Independent scrutineer"),
        ("solent", "SSCP", "Agency lead, Child and Adolescent Mental Health Services"),
        ("solent", "SSCP", "Agency lead, Solent NHS Trust"),
    ]


def test_the_constabulary_is_one_agency_in_both_partnerships():
    agency = Agency.objects.get(name="Hampshire Constabulary")

    assert sorted(p.short_name for p in agency.partnerships.all()) == ["Marchwell SAB", "SSCP"]


@pytest.mark.parametrize(
    ("key", "reviews"),
    [
        ("manager", ["Clare"]),
        ("board", ["Clare"]),
        ("scrutineer", ["Clare"]),
        ("police", ["Clare", "Rowan"]),
        ("health", ["Clare"]),
        ("outsider", ["Alder", "Rowan"]),
    ],
)
def test_who_sees_which_review(key, reviews):
    seen = Review.objects.visible_to(person(key)).values_list("pseudonym", flat=True)

    assert sorted(seen) == reviews


def test_a_lead_sees_the_recommendations_in_which_the_agency_has_a_part():
    seen = Recommendation.objects.visible_to(person("health")).order_by("position")

    assert [r.reference for r in seen] == ["3a", "3b", "4", "6"]


def test_a_lead_sees_own_and_shared_actions_only():
    police = person("police")
    agency = Agency.objects.get(name="Hampshire Constabulary")
    seen = Action.objects.visible_to(police)
    hidden = Action.objects.exclude(pk__in=seen)

    assert seen.exists()
    assert hidden.exists()
    for action in hidden:
        assert action.lead_agency != agency
        assert agency not in action.contributing_agencies.all()


def test_the_demo_partnerships_say_that_they_are_demos():
    assert list(Partnership.objects.values_list("is_demo", flat=True)) == [True, True]
