import pytest

from agencies.models import Invitation
from agencies.tasks import send_invitation


@pytest.fixture
def worker(monkeypatch, django_capture_on_commit_callbacks):
    """`with worker():` what is queued on commit inside is carried out when the block ends."""
    monkeypatch.setattr(send_invitation, "delay", send_invitation)
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def invite(world):
    """`invite(membership)`: an invitation that waits to be sent."""

    def _invite(membership, name="As typed"):
        return Invitation.objects.create(membership=membership, name=name, invited_by=world.manager)

    return _invite
