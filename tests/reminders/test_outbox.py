"""The outbox: the partnership's managers, and nobody else; of other partnerships not a trace."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies import access
from agencies.models import Agency, Invitation, Membership, PartnershipAgency, User
from agencies.services import add_person as add_by_mail
from recommendations.models import Action, Notice
from reminders.models import Mail, MailedNotice, Reminder
from reminders.planning import plan
from tests.reminders.sending import deliver, waiting_ids
from tests.things import make_refused
from tests.world import TODAY, add_action, add_person, add_recommendation, add_review

OTHERS = [
    "police_lead",
    "health_lead",
    "board_member",
    "scrutineer",
    "outsider",
    "housing_lead",
    "nobody",
]


LONG_AGO = timedelta(days=9)


def send_all():
    for pk in waiting_ids(timezone.now()):
        deliver(pk)


@pytest.fixture
def sent(world, today, mailoutbox):
    """The police lead has one mail about both partnerships; all mails have gone."""
    Membership.objects.create(
        user=world.police_lead, partnership=world.coast, role="agency_lead", agency=world.police
    )
    add_action(world, world.coast_action.recommendation, world.police, due_in=1)
    plan(TODAY)
    send_all()
    return world


def outbox(partnership):
    return reverse("reminders:outbox", args=[partnership.public_id])


def coming(partnership):
    return reverse("reminders:outbox-next", args=[partnership.public_id])


def invitations(partnership):
    return reverse("reminders:outbox-invitations", args=[partnership.public_id])


def invite(world, email, name="Typed Name", partnership=None, actor="manager", **values):
    values = {"role": "scrutineer", **values}
    place = partnership or world.city
    return add_by_mail(
        actor=world.fresh(actor), partnership=place, email=email, name=name, **values
    )


def detail(partnership, recipient):
    mail = Mail.objects.get(recipient=recipient)
    return reverse("reminders:mail-detail", args=[partnership.public_id, mail.public_id])


def text(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("person", OTHERS)
def test_only_the_partnerships_managers_see_the_outbox(sent, sign_in, person):
    city = sent.city
    urls = [outbox(city), coming(city), invitations(city), detail(city, sent.manager)]
    manager, other = sign_in("manager"), sign_in(person)
    assert [manager.get(url).status_code for url in urls] == [200] * 4
    assert [other.get(url).status_code for url in urls] == [404] * 4


def test_a_stranger_is_asked_to_sign_in(sent, client):
    for url in (outbox(sent.city), coming(sent.city), detail(sent.city, sent.manager)):
        response = client.get(url)
        assert response.status_code == 302
        assert response.url.startswith("/accounts/sign-in/")


def test_the_list_has_the_mails_of_the_own_partnership(sent, sign_in):
    response = sign_in("manager").get(outbox(sent.city))
    rows = response.context["rows"]
    assert {(row.mail.shown_name, row.about) for row in rows} == {
        ("Police Lead", "1 action overdue"),
        ("Manager", "1 action overdue"),
        ("Health Lead", "1 action due soon"),
    }
    page = text(response)
    assert "ROBIN" not in page
    assert "Housing Lead" not in page
    assert "2 November 2026 at 9:30am" in page
    link = reverse("recommendations:action-detail", args=[sent.police_action.public_id])
    assert f'href="{link}"' in page


def test_a_mail_of_another_partnership_is_404(sent, sign_in):
    client = sign_in("manager")
    assert client.get(detail(sent.coast, sent.outsider)).status_code == 404
    assert client.get(detail(sent.city, sent.outsider)).status_code == 404
    assert sign_in("outsider").get(detail(sent.coast, sent.outsider)).status_code == 200


def test_detail_shows_the_text_as_sent_where_all_of_it_is_the_readers(sent, sign_in):
    response = sign_in("manager").get(detail(sent.city, sent.health_lead))
    assert response.context["is_whole"] is True
    page = text(response)
    mail = Mail.objects.get(recipient=sent.health_lead)
    assert "Dear Health Lead," in page
    assert mail.subject in page
    assert "health_lead@example.test" in page


def test_detail_of_a_mail_about_two_partnerships_shows_the_own_items_only(sent, sign_in):
    mail = Mail.objects.get(recipient=sent.police_lead)
    assert "SAR-1" in mail.body_text
    response = sign_in("manager").get(detail(sent.city, sent.police_lead))
    page = text(response)
    assert [item.name for item in response.context["mail_items"]] == ["CLARE 1a.1"]
    assert "ROBIN" not in page
    assert "SAR-1" not in page
    assert "Dear Police Lead" not in page
    assert mail.subject not in page
    assert "1 due soon" not in page
    assert "items that are not in this outbox" in page


@pytest.mark.parametrize(("place", "is_whole"), [("city", True), ("coast", False)])
def test_detail_hides_the_text_where_what_is_new_is_of_another_partnership(
    sent, sign_in, place, is_whole
):
    action = {"city": sent.police_action, "coast": sent.coast_action}[place]
    notice = Notice.objects.create(
        recipient=sent.health_lead,
        partnership=getattr(sent, place),
        kind=Notice.Kind.values[0],
        happening=Notice.Happening.values[0],
        recommendation=action.recommendation,
        action=action,
        about="action",
        item_id=action.public_id,
        **access.signature(sent.manager, sent.city.pk),
    )
    mail = Mail.objects.get(recipient=sent.health_lead)
    MailedNotice.objects.create(notice=notice, mail=mail, state="sent")
    response = sign_in("manager").get(detail(sent.city, sent.health_lead))
    assert response.context["is_whole"] is is_whole
    assert ("Dear Health Lead," in text(response)) is is_whole


def test_a_restricted_review_is_hidden_from_the_manager_who_is_not_named(world, today, sign_in):
    review = add_review(world, is_restricted=True, pseudonym="Wren", reference="SCR-9")
    hidden = add_action(world, add_recommendation(world, review, (world.police,)), due_in=-1)
    add_person(world, "deputy", "manager")
    for key in ("deputy", "police_lead"):
        review.people.create(user=world.people[key], named_by=world.manager)
    plan(TODAY)
    send_all()
    assert "SCR-9" in Mail.objects.get(recipient=world.police_lead).body_text
    named, other = sign_in("deputy"), sign_in("manager")
    for url in (outbox(world.city), detail(world.city, world.police_lead), coming(world.city)):
        assert "WREN" in text(named.get(url))
        assert not any(name in text(other.get(url)) for name in ("WREN", "SCR-9"))
    other_rows = other.get(outbox(world.city)).context["rows"]
    assert {(row.mail.shown_name, row.about) for row in other_rows} == {
        ("Police Lead", "1 action overdue"),
        ("Health Lead", "1 action due soon"),
        ("Manager", "1 action overdue"),
        ("Deputy", "1 action overdue"),
    }
    Reminder.objects.exclude(action=hidden).delete()
    assert other.get(detail(world.city, world.police_lead)).status_code == 404
    assert other.get(outbox(world.city)).context["rows"] == []


def test_states_are_in_words_with_reason_and_next_attempt(world, today, sign_in):
    plan(TODAY)
    Mail.objects.filter(recipient=world.manager).update(
        attempts=1,
        not_before=timezone.now() + timedelta(minutes=5),
        state_reason="The mail server could not be reached.",
    )
    Mail.objects.filter(recipient=world.health_lead).update(
        state="failed", state_reason="The mail server refused the address: 550 <gone>"
    )
    Action.objects.filter(pk=world.police_action.pk).update(
        status="completed", completed_on=TODAY, claimed_by=world.police_lead
    )
    deliver(Mail.objects.get(recipient=world.police_lead).pk)
    client = sign_in("manager")
    page = text(client.get(outbox(world.city)))
    assert "The mail server could not be reached." in page
    assert "Next attempt 2 November 2026 at 9:35am" in page
    assert "refused the address: 550 &lt;gone&gt;" in page
    assert "No longer open: completed." in page
    page = text(client.get(detail(world.city, world.police_lead)))
    assert "No longer open: completed." in page
    assert "It did not go, so none were written." in page


def test_empty_outbox_says_what_would_be_there(world, today, sign_in):
    Action.objects.all().update(status="withdrawn", status_reason="Overtaken")
    page = text(sign_in("manager").get(outbox(world.city)))
    assert "No mail has gone out yet." in page
    assert "Nothing is planned for the next 14 days" in page


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_are_the_same_with_one_row_and_with_thirty(
    world, today, sign_in, django_assert_num_queries, rows
):
    """As many mails, each of a person of their own; one of them about as many actions."""
    for number in range(rows):
        agency = Agency.objects.create(name=f"Agency {number}", short_name=f"A{number}")
        PartnershipAgency.objects.create(partnership=world.city, agency=agency)
        add_person(world, f"lead_{number}", "agency_lead", agency=agency)
        add_action(world, agency=agency, due_in=-1 - number)
        invite(world, f"new_{number}@example.test")
    plan(TODAY)
    send_all()
    for number in range(rows):
        make_refused(world.people[f"lead_{number}"])
    client = sign_in("manager")
    with django_assert_num_queries(24):
        assert client.get(outbox(world.city)).status_code == 200
    with django_assert_num_queries(17):
        assert client.get(coming(world.city)).status_code == 200
    with django_assert_num_queries(13):
        assert client.get(detail(world.city, world.manager)).status_code == 200
    with django_assert_num_queries(6):
        assert client.get(invitations(world.city)).status_code == 200


def test_long_lists_have_pages(world, today, sign_in):
    for number in range(30):
        add_person(world, f"lead_{number}", "agency_lead", agency=world.police)
    for _ in range(60):
        add_action(world, due_in=-1)
    plan(TODAY)
    client = sign_in("manager")
    assert len(client.get(outbox(world.city)).context["rows"]) == 25
    second = client.get(outbox(world.city), {"page": 2}).context["rows"]
    assert len(second) == 33 - 25
    row = next(row for row in second if row.mail.recipient == world.police_lead)
    assert (row.about, len(row.named), row.more) == ("61 actions overdue", 4, 57)
    response = client.get(detail(world.city, world.manager), {"page": 2})
    assert len(response.context["mail_items"]) == 11
    assert client.get(outbox(world.city), {"page": "x"}).status_code == 200


# --- People whom the partnership does not know by their own name yet ---


@pytest.fixture
def newcomer(world, today, mailoutbox):
    """Coast's Housing Lead, asked to lead for Police in City under a name typed there."""
    User.objects.filter(pk=world.housing_lead.pk).update(last_login=timezone.now() - LONG_AGO)
    add_action(world, agency=world.police, due_in=3)
    email = world.housing_lead.email
    invite(world, email, role="agency_lead", agency=world.police)
    return world.housing_lead


def test_name_from_another_partnership_is_told_nowhere_before_the_first_sign_in(
    world, newcomer, sign_in
):
    client = sign_in("manager")
    ahead = [outbox(world.city), coming(world.city)]
    before = [text(client.get(url)) for url in ahead]
    plan(TODAY)
    send_all()
    after = [text(client.get(url)) for url in (*ahead, detail(world.city, newcomer))]
    assert ["Typed Name" in page for page in before + after] == [True] * 5
    assert ["Housing Lead" in page for page in before + after] == [False] * 5
    assert "once they have signed in" in after[-1]
    assert "not in this outbox" not in after[-1]
    User.objects.filter(pk=newcomer.pk).update(last_login=timezone.now() + timedelta(minutes=1))
    known = [text(client.get(url)) for url in (*ahead, detail(world.city, newcomer))]
    assert ["Housing Lead" in page for page in known] == [True] * 3


def test_where_they_are_known_they_keep_their_name(world, newcomer, sign_in):
    plan(TODAY)
    send_all()
    client = sign_in("outsider")
    for url in (outbox(world.coast), coming(world.coast), detail(world.coast, newcomer)):
        page = text(client.get(url))
        assert "Housing Lead" in page
        assert "Typed Name" not in page


# --- Invitations ---


def test_invitations_of_the_partnership_are_in_the_outbox(world, today, sign_in):
    invite(world, "waits@example.test", "Waiting Person")
    invite(world, "gone@example.test", "Gone Person")
    Invitation.objects.filter(name="Gone Person").update(sent_at=timezone.now())
    ended = invite(world, "ended@example.test", "Ended Person")
    Membership.objects.filter(pk=ended.pk).update(is_active=False)
    invite(world, "there@example.test", "Coast Person", world.coast, "outsider")
    client = sign_in("manager")
    for url in (outbox(world.city), invitations(world.city)):
        response = client.get(url)
        table = text(response).partition('aria-label="Invitations"')[2].partition("</table>")[0]
        rows = table.split("<tr ")[2:]
        said = {
            name: next(row for row in rows if f"{name} Person" in row)
            for name in ("Waiting", "Gone", "Ended")
        }
        assert len(rows) == 3
        assert "waits@example.test" in said["Waiting"]
        assert "Waits to be sent" in said["Waiting"]
        assert "2 November 2026 at 9:30am" in said["Gone"]
        assert "Not sent: the role has ended" in said["Ended"]


def test_many_invitations_have_a_page_of_their_own(world, today, sign_in):
    for number in range(11):
        invite(world, f"new_{number}@example.test")
    client = sign_in("manager")
    response = client.get(outbox(world.city))
    assert len(response.context["invitations"]) == 10
    assert invitations(world.city) in text(response)
    assert len(client.get(invitations(world.city)).context["page"].object_list) == 11


def test_without_invitations_the_outbox_says_so(world, today, sign_in):
    client = sign_in("manager")
    for url in (outbox(world.city), invitations(world.city)):
        assert "Nobody has been invited yet." in text(client.get(url))
