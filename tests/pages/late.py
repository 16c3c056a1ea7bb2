"""A browser whose session ends while somebody types, and what the sessions then hold."""

import re

from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.world import PASSWORD

NOTE = "Ten officers were briefed.\nTwo more follow <soon>."
SIGN_IN = reverse("account_login")
UNSAVED = reverse("unsaved")


def hidden(html, name):
    return re.findall(rf'name="{name}" value="([^"]*)"', html)


class Visitor:
    """A browser with CSRF checks: it takes the tokens from the pages that it has read."""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True)

    def read(self, address):
        return self.client.get(address).content.decode()

    def sign_in(self, person, password=PASSWORD, **more):
        html = self.read(SIGN_IN)
        token = hidden(html, "csrfmiddlewaretoken")[0]
        values = {"login": person.email, "password": password, **more}
        return self.client.post(SIGN_IN, {**values, "csrfmiddlewaretoken": token})

    def form(self, action, note=NOTE):
        """What the browser sends of the action's page, filled in."""
        html = self.read(action.get_absolute_url())
        html = html[html.index('id="update"') :]
        names = ("csrfmiddlewaretoken", "shown_to", "once", "version")
        return {**{name: hidden(html, name)[0] for name in names}, "note": note}

    def end_session(self):
        Session.objects.filter(pk=self.client.session.session_key).delete()

    def sending(self):
        """Address and fields of the button on the page of what was not saved."""
        html = self.read(UNSAVED)
        form = next(f for f in re.findall(r"<form.*?</form>", html, re.S) if "shown_to" in f)
        pairs = re.findall(r'name="([^"]*)" value="([^"]*)"', form)
        fields = {name: value.replace("&lt;", "<").replace("&gt;", ">") for name, value in pairs}
        return re.findall(r'action="([^"]*)"', form)[0], fields


def kept():
    """Every post that lies among the sessions."""
    return [row["post"] for each in Session.objects.all() if "post" in (row := each.get_decoded())]
