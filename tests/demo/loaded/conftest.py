"""The demo, loaded once for the tests of this folder, as on 2 November 2026."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from recommendations.models import Action, Recommendation

LOADED = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Loaded inside a transaction that is rolled back after the last test of the folder.

    Gives the folder in which the files of the evidence are.
    """
    folder = tmp_path_factory.mktemp("demo-evidence")
    stored = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder, "base_url": None},
    }
    changed = override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={**settings.STORAGES, "evidence": stored},
    )
    with django_db_blocker.unblock(), transaction.atomic():
        with changed, time_machine.travel(LOADED, tick=True):
            call_command("load_demo", verbosity=0)
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def clare(demo, db):
    return Recommendation.objects.filter(review__pseudonym="Clare")


@pytest.fixture
def action(demo, db):
    """`action("1a.9")`: the action of Clare with that reference."""

    def _action(reference: str) -> Action:
        recommendation, _, number = reference.rpartition(".")
        return Action.objects.get(
            recommendation__review__pseudonym="Clare",
            recommendation__reference=recommendation,
            number=number,
        )

    return _action
