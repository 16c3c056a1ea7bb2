"""Django admin: for site administrators, who read much, change little and delete nothing."""

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from agencies.models import AgencyAlias, Membership, Partnership, PartnershipAgency, User
from recommendations.models import Review, ReviewPerson
from tests.world import PASSWORD, add_review

OURS = ("agencies", "recommendations", "evidence", "reminders")
REGISTERED = [
    pytest.param(model, id=model._meta.label)
    for model in admin.site._registry
    if model._meta.app_label in OURS
]
#: Read-only rows below a person: the form still says how many there are.
INLINE = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
CHANGEABLE = {"User", "Partnership", "Agency", "Forum", "Meeting", "Membership", "ReviewPerson"}


@pytest.fixture
def administrator(world):
    return User.objects.create_superuser("admin@example.test", PASSWORD, name="Administrator")


@pytest.fixture
def as_administrator(administrator):
    client = Client()
    client.force_login(administrator, "agencies.backends.EmailBackend")
    return client


def page(model, view, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def test_every_table_of_these_rooms_is_registered():
    models = {
        model
        for app in ("agencies", "recommendations")
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    }
    inline = {AgencyAlias, PartnershipAgency}
    assert models - set(admin.site._registry) - inline == set()


@pytest.mark.parametrize("model", REGISTERED)
def test_pages_open_and_nothing_is_deleted(as_administrator, model):
    assert as_administrator.get(page(model, "changelist")).status_code == 200
    adds = as_administrator.get(page(model, "add")).status_code
    assert adds == (200 if model.__name__ in CHANGEABLE else 403)
    row = model._default_manager.first()
    if row is not None:
        assert as_administrator.get(page(model, "change", row.pk)).status_code == 200
        assert as_administrator.get(page(model, "history", row.pk)).status_code == 200
        assert as_administrator.post(page(model, "delete", row.pk)).status_code == 403
        assert as_administrator.post(page(model, "change", row.pk), {}).status_code == (
            200 if model.__name__ in CHANGEABLE else 403
        )
        assert model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("person", ["manager", "police_lead", "scrutineer", "nobody"])
def test_admin_is_not_there_for_others(sign_in, person):
    response = sign_in(person).get("/admin/", follow=True)
    assert response.status_code == 404
    assert sign_in(person).get("/admin/agencies/user/", follow=True).status_code == 404


def test_administrator_signs_in_on_our_own_page(administrator):
    client = Client()
    response = client.get("/admin/login/?next=/admin/agencies/user/")
    assert response["Location"] == "/accounts/sign-in/?next=/admin/agencies/user/"
    response = client.post(
        response["Location"], {"login": administrator.email, "password": PASSWORD}
    )
    assert response["Location"] == "/admin/agencies/user/"
    assert client.get("/admin/agencies/user/").status_code == 200
    assert client.get("/admin/login/")["Location"] == "/admin/"


@pytest.mark.parametrize("url", ["/admin/", "/admin/agencies/user/", "/admin/login/"])
def test_without_sign_in_admin_leads_to_our_page(client, db, url):
    response = client.get(url, follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/sign-in/?next=/admin/")


def test_administrator_reads_no_page_of_a_partnership(world, as_administrator):
    people = reverse("agencies:person-list", args=(world.city.public_id,))
    assert as_administrator.get(people).status_code == 404


def test_account_is_made_with_its_address_in_lower_case(as_administrator):
    data = {
        "email": "Colleague@Example.Test",
        "name": "Colleague",
        "usable_password": "true",
        "password1": "seven quiet herons wade",
        "password2": "seven quiet herons wade",
        **INLINE,
    }
    as_administrator.post(page(User, "add"), data)
    user = User.objects.get(email="colleague@example.test")
    assert user.check_password("seven quiet herons wade")
    assert user.history.latest().history_user.email == "admin@example.test"
    again = as_administrator.post(page(User, "add"), data)
    assert again.status_code == 200
    assert User.objects.filter(email__iexact=user.email).count() == 1


def test_new_address_takes_the_place_of_the_old_one(world, as_administrator):
    user = world.board_member
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    data = {"email": "Fresh@example.test", "name": user.name, "is_active": "on", **INLINE}
    response = as_administrator.post(page(User, "change", user.pk), data)
    assert response.status_code == 302
    for email, status in (("board_member@example.test", 200), ("fresh@example.test", 302)):
        signed = Client().post(reverse("account_login"), {"login": email, "password": PASSWORD})
        assert signed.status_code == status


def test_administrator_gives_a_new_password(world, as_administrator, settings):
    url = reverse("admin:auth_user_password_change", args=(world.nobody.pk,))
    for password, status in ((settings.DEMO_PASSWORD, 200), ("seven quiet herons wade", 302)):
        data = {"usable_password": "true", "password1": password, "password2": password}
        assert as_administrator.post(url, data).status_code == status
    assert world.fresh("nobody").check_password("seven quiet herons wade")
    assert (
        "password/" in as_administrator.get(page(User, "change", world.nobody.pk)).rendered_content
    )


def test_membership_that_breaks_a_rule_is_a_message(world, as_administrator):
    data = {"user": world.nobody.pk, "partnership": world.city.pk, "is_active": "on"}
    wrong = as_administrator.post(page(Membership, "add"), {**data, "role": "agency_lead"})
    assert "An agency lead needs an agency" in wrong.content.decode()
    as_administrator.post(page(Membership, "add"), {**data, "role": "scrutineer"})
    row = Membership.objects.get(user=world.nobody)
    as_administrator.post(page(Membership, "change", row.pk), {**data, "role": "board_member"})
    row.refresh_from_db()
    assert (row.role, row.version) == ("board_member", 2)


def test_superuser_gives_a_restricted_review_back_to_the_partnership(world, as_administrator):
    """The only person named on it has left: nobody in the partnership sees the review."""
    review = add_review(world, is_restricted=True)
    review.people.create(user=world.board_member, named_by=world.board_member)
    Membership.objects.filter(user=world.board_member).update(is_active=False)
    assert not Review.objects.visible_to(world.fresh("manager")).filter(pk=review.pk).exists()
    data = {"review": review.pk, "user": world.manager.pk}
    response = as_administrator.post(page(ReviewPerson, "add"), data)
    assert response.status_code == 302
    assert Review.objects.visible_to(world.fresh("manager")).filter(pk=review.pk).exists()
    row = review.people.get(user=world.manager)
    assert row.named_by.email == "admin@example.test"
    assert row.history.latest().history_user.email == "admin@example.test"
    change = page(ReviewPerson, "change", row.pk)
    as_administrator.post(change, {**data, "user": world.scrutineer.pk})
    row.refresh_from_db()
    assert (row.user, row.history.count()) == (world.scrutineer, 2)


def test_nobody_without_a_role_in_the_partnership_is_named(world, as_administrator):
    review = add_review(world, is_restricted=True)
    for person in (world.outsider, world.nobody):
        data = {"review": review.pk, "user": person.pk}
        response = as_administrator.post(page(ReviewPerson, "add"), data)
        assert "This person has no role in the review’s partnership." in response.content.decode()
    assert review.people.count() == 0


def test_staff_who_are_not_superusers_only_read_who_is_named(world, administrator):
    administrator.is_superuser = False
    administrator.save()
    rights = Permission.objects.filter(content_type__app_label="recommendations")
    administrator.user_permissions.set(rights)
    client = Client()
    client.force_login(administrator, "agencies.backends.EmailBackend")
    review = add_review(world, is_restricted=True)
    row = review.people.create(user=world.manager, named_by=world.manager)
    data = {"review": review.pk, "user": world.scrutineer.pk}
    assert client.get(page(ReviewPerson, "changelist")).status_code == 200
    assert client.post(page(ReviewPerson, "add"), data).status_code == 403
    assert client.post(page(ReviewPerson, "change", row.pk), data).status_code == 403
    assert [person.user for person in review.people.all()] == [world.manager]


def test_superuser_is_made_on_the_command_line(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, email="Root@Example.Test", name="Root")
    user = User.objects.get(email="root@example.test")
    assert (user.is_staff, user.is_superuser, user.check_password(PASSWORD)) == (True, True, True)
    assert Partnership.objects.visible_to(user).count() == 0
