"""The first manager of a fresh installation, from the command line."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from agencies.models import Membership, Partnership, User

OWN = "seven quiet herons wade"


def add(**options):
    values = {"partnership": "Harbour Board", "kind": "sab", "email": "First@Example.Test"}
    out = StringIO()
    call_command("add_manager", stdout=out, **{**values, **options})
    return out.getvalue()


def test_partnership_and_manager_are_made_and_the_link_works(db):
    printed = add()
    partnership = Partnership.objects.get()
    assert (partnership.name, partnership.short_name, partnership.kind, partnership.nation) == (
        "Harbour Board",
        "Harbour Board",
        "sab",
        "england",
    )
    client = Client()
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", printed)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    assert client.post(form, {"password1": OWN, "password2": OWN}).status_code == 302
    client.post(reverse("account_login"), {"login": "first@example.test", "password": OWN})
    people = reverse("agencies:person-list", args=(partnership.public_id,))
    assert client.get(people).status_code == 200


def test_second_run_changes_nothing_and_leads_to_sign_in(db):
    add()
    user = User.objects.get()
    user.set_password(OWN)
    user.save()
    assert "To sign in: http://testserver/accounts/sign-in/" in add(partnership="harbour board")
    assert (Partnership.objects.count(), Membership.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": None}, "add --kind"),
        ({"email": "nonsense"}, "is no e-mail address"),
        ({"partnership": "x" * 201}, "at most 200 characters"),
        ({"short_name": "x" * 41}, "at most 40 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(db, options, message):
    with pytest.raises(CommandError, match=message):
        add(**options)
    assert (Partnership.objects.count(), User.objects.count()) == (0, 0)
