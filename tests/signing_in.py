"""A client of somebody who has signed in: what that leaves, with a third of a login's queries."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import update_last_login
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client


def client_of(person) -> Client:
    update_last_login(None, person)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "agencies.backends.EmailBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save(must_create=True)
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client
