"""A browser whose session ends while somebody types, and what is kept of it then."""

import re
from html import unescape

from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from recommendations.models import ProgressUpdate
from scr_tracker.models import UnsavedPost
from scr_tracker.unsaved import HIDDEN
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

    def sign_out(self):
        token = hidden(self.read("/help/"), "csrfmiddlewaretoken")[0]
        self.client.post(reverse("account_logout"), {"csrfmiddlewaretoken": token})

    def sending(self):
        """Address and fields of the button on the page of what was not saved."""
        html = self.read(UNSAVED)
        form = next(f for f in re.findall(r"<form.*?</form>", html, re.S) if "shown_to" in f)
        fields = {}
        for name, value in re.findall(r'name="([^"]*)" value="([^"]*)"', form):
            fields.setdefault(name, []).append(unescape(value))
        single = {name: many[0] if len(many) == 1 else many for name, many in fields.items()}
        return unescape(re.findall(r'action="([^"]*)"', form)[0]), single

    def get_back(self):
        """The form's page, filled in."""
        return self.client.post(*self.sending()).content.decode()

    def cookies(self):
        return {name for name, cookie in self.client.cookies.items() if cookie.value}

    def save(self):
        """Bring the words back to their form, and press its button there."""
        to, fields = self.sending()
        return self.press(self.client.post(to, fields), to, fields)

    def press(self, page, to, fields):
        """The button of the form that came back, with these words in it."""
        html = page.content.decode()
        html = html[: html.index(fields["once"])][-1000:] + html[html.index(fields["once"]) :]
        names = ("csrfmiddlewaretoken", "shown_to", "once", "version")
        tokens = {name: found[0] for name in names if (found := hidden(html, name))}
        words = {name: value for name, value in fields.items() if name not in HIDDEN}
        return self.client.post(to, {**words, **tokens})


def kept():
    """How many posts are kept, whosever they are."""
    return UnsavedPost.objects.count()


def notes():
    """The updates that were written of what was typed."""
    return list(ProgressUpdate.objects.filter(note__contains="officers").values_list("note"))
