"""Django admin: to look at, with history; no file, no change."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import User
from tests.evidence.asking import ask
from tests.evidence.samples import add


@pytest.fixture
def admin(world):
    user = User.objects.create_superuser("admin@example.test", "x", name="Admin")
    client = Client()
    client.force_login(user, "agencies.backends.EmailBackend")
    return client


@pytest.mark.parametrize(
    "model", ["evidence", "evidenceversion", "evidencedecision", "evidencedownload"]
)
def test_lists_and_records_can_be_read(world, admin, model):
    add(world)
    assert admin.get(reverse(f"admin:evidence_{model}_changelist")).status_code == 200
    assert admin.get(reverse(f"admin:evidence_{model}_add")).status_code == 403


def test_item_shows_its_history(world, admin):
    evidence = add(world)
    url = reverse("admin:evidence_evidence_change", args=[evidence.pk])
    assert admin.get(url).status_code == 200
    assert admin.post(url, {"title": "Changed"}).status_code == 403
    history = reverse("admin:evidence_evidence_history", args=[evidence.pk])
    assert "Added" in admin.get(history).content.decode()


def test_file_cannot_be_fetched_from_admin(world, admin):
    version = add(world).versions.get()
    url = reverse("admin:evidence_evidenceversion_change", args=[version.pk])
    text = admin.get(url).content.decode()
    assert version.sha256 in text
    assert version.file.name not in text
    assert 'href="/evidence' not in text


def test_a_request_is_read_with_its_events_and_history_and_not_changed(world, today, admin):
    request = ask(world)
    assert admin.get(reverse("admin:evidence_evidencerequest_changelist")).status_code == 200
    assert admin.get(reverse("admin:evidence_evidencerequest_add")).status_code == 403
    url = reverse("admin:evidence_evidencerequest_change", args=[request.pk])
    assert "Manager" in admin.get(url).content.decode()
    assert admin.post(url, {"wanted": "Changed"}).status_code == 403
    history = reverse("admin:evidence_evidencerequest_history", args=[request.pk])
    assert "Asked for" in admin.get(history).content.decode()
