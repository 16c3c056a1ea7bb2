"""A small one of the very large databases, loaded once for the tests of a file."""

from datetime import date

import pytest
from django.db import transaction

from dashboards.scale.loading import Wanted, load

#: The day of the `today` fixture.
TODAY = date(2026, 11, 2)
SEED = 34


def wanted(partnerships=5, actions=1500, main=600, **more):
    asked = {"seed": SEED, "today": TODAY, "password": "!nobody", **more}
    return Wanted(partnerships=partnerships, actions=actions, main=main, **asked)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Inside a transaction that is rolled back after the last test of the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(wanted(), lambda words: None)
        transaction.set_rollback(True)
