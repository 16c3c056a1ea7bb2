"""Fixtures for every test: the world, and a client signed in as one of its people."""

import gc
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache

from tests import databases, stages
from tests.signing_in import client_of
from tests.snapshot import once
from tests.world import build_world


def pytest_collection_modifyitems(config, items):
    """Each runs where it can show something (`tests/stages.py`)."""
    left_out = [item for item in items if not stages.runs_here(item)]
    config.hook.pytest_deselected(items=left_out)
    left = set(left_out)
    items[:] = stages.longest_first([item for item in items if item not in left])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return stages.Schedule(config, log)


def pytest_collection_finish():
    """What the imports made stays to the end: to look through it for garbage took a fifteenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def migrated(pytestconfig):
    """`migrated(file)`: a SQLite database there, without rows, as the migrations make it."""
    cache = pytestconfig.cache.mkdir("migrated")
    return lambda file: databases.copy_migrated(cache, file)


@pytest.fixture(scope="session")
def django_db_setup(
    pytestconfig,
    tmp_path_factory,
    django_test_environment,
    django_db_modify_db_settings,
    django_db_blocker,
):
    """In place of pytest-django's, which would migrate once a worker."""
    cache = pytestconfig.cache.mkdir("migrated")
    database = databases.own_database(cache, tmp_path_factory.getbasetemp().parent)
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(database)
        yield
        with django_db_blocker.unblock():
            stack.close()


@pytest.fixture(autouse=True)
def _fast_passwords_and_files(request, settings, monkeypatch, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "evidence": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "evidence", "base_url": None},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    if stages.asks_a_server(request.node):
        cache.clear()
    else:
        stages.refuse_the_cache(monkeypatch)


@pytest.fixture
def world(db):
    return once("world", build_world)


@pytest.fixture
def today():
    """2 November 2026, half past nine in London; the clock stands still."""
    with time_machine.travel(datetime(2026, 11, 2, 9, 30, tzinfo=UTC), tick=False):
        yield datetime(2026, 11, 2, tzinfo=UTC).date()


@pytest.fixture
def sign_in(world):
    """`sign_in("manager")` → a client signed in as that person of the world."""
    return lambda key: client_of(world.people[key])
