import pytest

from agencies.models import Invitation
from scr_tracker.celery import app


@pytest.fixture
def worker(monkeypatch, django_capture_on_commit_callbacks):
    """`with worker():` what is queued on commit inside is carried out when the block ends."""
    monkeypatch.setattr(app.conf, "task_always_eager", True)
    monkeypatch.setattr(app.conf, "task_eager_propagates", True)
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def invite(world):
    """`invite(membership)`: an invitation that waits to be sent."""

    def _invite(membership, name="As typed"):
        return Invitation.objects.create(membership=membership, name=name, invited_by=world.manager)

    return _invite
