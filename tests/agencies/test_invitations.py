"""From the manager's form to the new person's first page, by mail."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies import invitations
from agencies.models import Invitation, Membership, User
from agencies.tasks import send_invitation

OWN = "seven quiet herons wade"


def ask(client, world, email="new@example.test", **fields):
    data = {"email": email, "name": "New person", "role": "board_member", **fields}
    url = reverse("agencies:person-add", args=(world.city.public_id,))
    assert client.post(url, data).status_code == 302


def link_in(message):
    return re.search(r"http://testserver(/accounts/password/reset/key/\S+)", message.body)[1]


def choose(client, link, password):
    form = client.get(link, follow=True)
    return client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})


def test_invited_person_chooses_a_password_and_signs_in(world, sign_in, worker):
    with worker():
        ask(sign_in("manager"), world)
    (message,) = mail.outbox
    assert message.to == ["new@example.test"]
    assert message.subject == "[OFFICIAL] SCR Tracker: you have been asked to join"
    client = Client()
    board = reverse("dashboards:board", args=(world.city.public_id,))
    assert client.get(board).status_code == 302
    assert choose(client, link_in(message), OWN).status_code == 302
    signed_in = client.post(
        reverse("account_login"), {"login": "New@Example.Test", "password": OWN}
    )
    assert signed_in.status_code == 302
    assert client.get(board).status_code == 200
    row = Membership.objects.with_arrival().get(user__email="new@example.test")
    assert (row.has_arrived, row.is_unsent) == (True, False)


def test_link_works_once(world, sign_in, worker):
    with worker():
        ask(sign_in("manager"), world)
    link = link_in(mail.outbox[0])
    assert choose(Client(), link, OWN).status_code == 302
    again = Client().get(link, follow=True)
    assert "password1" not in again.content.decode()
    assert User.objects.get(email="new@example.test").check_password(OWN)


def test_link_dies_when_the_address_changes(world, sign_in, worker):
    with worker():
        ask(sign_in("manager"), world)
    User.objects.filter(email="new@example.test").update(email="other@example.test")
    assert "password1" not in Client().get(link_in(mail.outbox[0]), follow=True).content.decode()


def test_demo_password_is_refused_as_own(world, sign_in, worker, settings):
    with worker():
        ask(sign_in("manager"), world)
    response = choose(Client(), link_in(mail.outbox[0]), settings.DEMO_PASSWORD)
    assert response.status_code == 200
    assert "demo’s public password" in response.content.decode().replace("&#x27;", "’").replace(
        "'", "’"
    )
    assert not User.objects.get(email="new@example.test").has_usable_password()


@pytest.mark.parametrize("password", ["short", "password1234", "new@example.test"])
def test_weak_password_is_refused(world, sign_in, worker, password):
    with worker():
        ask(sign_in("manager"), world)
    assert choose(Client(), link_in(mail.outbox[0]), password).status_code == 200
    assert not User.objects.get(email="new@example.test").has_usable_password()


def test_mail_tells_the_person_nothing_of_others(world, sign_in, worker):
    with worker():
        ask(sign_in("manager"), world, "outsider@example.test", name="Pat")
    (message,) = mail.outbox
    assert message.body.startswith(
        "Hello Outsider,\n\nYou now have a role at City Children's Partnership: Board member."
    )
    assert "http://testserver/accounts/sign-in/" in message.body
    assert "/password/reset/key/" not in message.body
    for other in ("Pat", "Manager", "manager@", "Clare", "Coast"):
        assert other not in message.body
    assert not message.alternatives


def test_second_run_sends_nothing(world, invite):
    row = invite(Membership.objects.get(user=world.police_lead))
    assert send_invitation(row.pk) is True
    assert send_invitation(row.pk) is False
    assert len(mail.outbox) == 1


def test_claim_of_a_worker_that_died_runs_out(world, invite):
    row = invite(Membership.objects.get(user=world.police_lead))
    Invitation.objects.filter(pk=row.pk).update(claimed_at=timezone.now())
    assert invitations.deliver(row.pk) is False
    Invitation.objects.update(claimed_at=timezone.now() - invitations.LEASE - timedelta(seconds=1))
    assert invitations.deliver(row.pk) is True


def test_mail_server_that_fails_leaves_the_invitation_to_be_sent(world, invite, monkeypatch):
    row = invite(Membership.objects.get(user=world.police_lead))

    def fail(*args):
        raise OSError("No route to the mail server")

    monkeypatch.setattr(invitations, "send_mail", fail)
    with pytest.raises(OSError, match="No route"):
        invitations.deliver(row.pk)
    row.refresh_from_db()
    assert (row.claimed_at, row.sent_at) == (None, None)
    monkeypatch.undo()
    assert invitations.deliver(row.pk) is True


@pytest.mark.parametrize("ended", ["membership", "person"])
def test_nobody_is_asked_to_a_role_that_has_ended(world, invite, ended):
    membership = Membership.objects.get(user=world.police_lead)
    row = invite(membership)
    thing = membership if ended == "membership" else membership.user
    thing.is_active = False
    thing.save()
    assert invitations.deliver(row.pk) is False
    assert mail.outbox == []


def test_queue_that_is_down_loses_no_person(world, sign_in, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise OSError("No broker")

    monkeypatch.setattr(send_invitation, "delay", fail)
    client = sign_in("manager")
    ask(client, world)
    listed = client.get(reverse("agencies:person-list", args=(world.city.public_id,)))
    assert "The invitation waits to be sent" in listed.content.decode()


def test_resent_invitation_has_a_link_that_works(world, sign_in, worker):
    client = sign_in("manager")
    ask(client, world)
    Invitation.objects.update(invited_at=timezone.now() - timedelta(hours=1))
    row = Membership.objects.get(user__email="new@example.test")
    url = reverse("agencies:person-invite", args=(world.city.public_id, row.public_id))
    with worker():
        client.post(url)
    assert choose(Client(), link_in(mail.outbox[-1]), OWN).status_code == 302


def test_ended_role_does_not_open_with_an_old_link(world, sign_in, worker):
    client = sign_in("manager")
    with worker():
        ask(client, world)
    row = Membership.objects.get(user__email="new@example.test")
    end = reverse("agencies:person-end", args=(world.city.public_id, row.public_id))
    client.post(end, {"version": 1})
    theirs = Client()
    choose(theirs, link_in(mail.outbox[0]), OWN)
    theirs.post(reverse("account_login"), {"login": "new@example.test", "password": OWN})
    board = reverse("dashboards:board", args=(world.city.public_id,))
    assert theirs.get(board).status_code == 404
