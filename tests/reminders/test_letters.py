"""What a mail says, and what it must never say; as a real mail server receives it."""

import re
from datetime import UTC, timedelta
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Membership
from recommendations.models import Action
from reminders.mails import headers
from reminders.mails.letters import Letter, counts_in_words, write
from reminders.models import Mail, Reminder
from reminders.planning import plan
from reminders.sending.evaluation import evaluate
from reminders.sources import SOURCES, answer_url_of, url_of
from tests.reminders.sending import deliver, waiting_ids
from tests.reminders.things import add_milestone, ask, plan_check, set_policy
from tests.world import TODAY, add_action, add_recommendation, add_review


def deliver_all():
    return [deliver(pk) for pk in waiting_ids(timezone.now())]


@pytest.fixture
def messages(world, today, smtp):
    """The police lead leads in both partnerships; Robin is marked OFFICIAL-SENSITIVE."""
    Membership.objects.create(
        user=world.police_lead, partnership=world.coast, role="agency_lead", agency=world.police
    )
    world.coast_review.marking = "official_sensitive"
    world.coast_review.save()
    add_action(world, world.coast_action.recommendation, world.police, due_in=0)
    add_action(world, due_in=3, description="A long description")
    plan(TODAY)
    assert set(deliver_all()) == {"sent"}
    return smtp.by_recipient()


class Reader(HTMLParser):
    """Tags with their attributes, links, and the text of an HTML mail."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def plain(message):
    return message.get_body(("plain",)).get_content()


def html(message):
    return message.get_body(("html",)).get_content()


def test_headers(world, messages):
    message = messages["manager@example.test"]
    mail = Mail.objects.get(recipient=world.manager)
    assert message["Message-ID"] == mail.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["List-Id"] == "SCR Tracker reminders <reminders.localhost.localdomain>"
    assert message["List-Unsubscribe"] == "<http://testserver/reminders/>"
    assert message["Content-Language"] == "en-GB"
    assert message["To"] == "manager@example.test"
    assert message["From"] == "SCR Tracker <no-reply@localhost.localdomain>"
    assert abs(message["Date"].datetime.replace(tzinfo=UTC) - timezone.now()) < timedelta(days=1)
    for left_out in ("List-Unsubscribe-Post", "Precedence", "Reply-To", "Cc", "Bcc"):
        assert message[left_out] is None
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == [
        "text/plain",
        "text/html",
    ]


def test_subject_counts_and_carries_the_highest_marking(messages):
    assert messages["police_lead@example.test"]["Subject"] == (
        "[OFFICIAL-SENSITIVE] SCR Tracker: 1 action overdue, 2 due soon"
    )
    assert messages["manager@example.test"]["Subject"] == (
        "[OFFICIAL] SCR Tracker: 1 action overdue"
    )
    assert messages["health_lead@example.test"]["Subject"] == (
        "[OFFICIAL] SCR Tracker: 1 action due soon"
    )


def test_both_bodies_say_the_same_of_each_action(world, messages):
    message = messages["police_lead@example.test"]
    link = f"http://testserver/actions/{world.police_action.public_id}/answer/"
    for words in ("SCR-1 1a.1", "21 October 2026", "12 days late", "due today", "due in 3 days"):
        assert plain(message).count(words) == 1
        assert Reader(html(message)).text.count(words) == 1
    assert plain(message).count(link) == 1
    assert [a["href"] for a in Reader(html(message)).all("a")].count(link) == 1


def test_a_link_leads_to_the_small_form_and_every_list_to_the_page(world, messages, sign_in):
    row = Reminder.objects.filter(item_id=world.police_action.public_id).first()
    page = world.police_action.get_absolute_url()
    assert (answer_url_of(row), url_of(row)) == (f"{page}answer/", page)
    form = sign_in("police_lead").get(answer_url_of(row))
    assert b"How is this action going?" in form.content
    outbox = sign_in("manager").get(reverse("reminders:outbox", args=[world.city.public_id]))
    assert f'href="{page}"' in outbox.content.decode()


def test_what_has_no_small_form_is_reached_by_its_page(world):
    request = ask(world)
    assert SOURCES["request"].answer_url(request.public_id) == request.get_absolute_url()


def test_sections_are_apart_by_partnership_and_link_to_the_live_list(world, messages):
    text = plain(messages["police_lead@example.test"])
    city = text.index("City Children's Partnership: for you to do")
    coast = text.index("Coast Adults Board: for you to do")
    assert city < text.index("SCR-1 1a.1") < coast < text.index("SAR-1 1.2")
    assert f"/actions/?partnership={world.city.public_id}&mine=1" in text
    digest = plain(messages["manager@example.test"])
    assert f"/actions/?partnership={world.city.public_id}&rating=overdue" in digest


def test_no_title_no_wording_no_name_but_the_recipients(world, messages):
    assert len(messages) == 5
    for address, message in messages.items():
        whole = plain(message) + html(message) + message["Subject"]
        for secret in [
            *Action.objects.values_list("title", flat=True),
            "A long description",
            world.recommendation.wording,
        ]:
            assert secret not in whole
        for person in world.people.values():
            if person.email != address:
                assert person.name not in plain(message)


def test_html_is_accessible(messages):
    reader = Reader(html(messages["police_lead@example.test"]))
    assert reader.all("html") == [{"lang": "en-GB"}]
    assert len(reader.all("h1")) == 1
    assert len(reader.all("h2")) == 3
    assert len(reader.all("table")) == len(reader.all("caption")) == 2
    assert {th["scope"] for th in reader.all("th")} == {"col", "row"}
    assert reader.all("img") == reader.all("script") == reader.all("link") == []


def test_text_reads_well(messages):
    """No markup, no escaped sign, no line of blanks upon blanks."""
    text = plain(messages["police_lead@example.test"])
    assert "<" not in text
    assert "&#x27;" not in text
    assert "\n\n\n\n" not in text.replace("\r\n", "\n")
    assert text.startswith("OFFICIAL-SENSITIVE")


def test_a_sign_in_a_name_is_escaped_in_html_only(world, today, smtp):
    world.city.name = "Children & Families <East>"
    world.city.save()
    plan(TODAY)
    deliver_all()
    message = smtp.by_recipient()["manager@example.test"]
    assert "Children & Families <East>" in plain(message)
    assert "Children &amp; Families &lt;East&gt;" in html(message)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_no_name_reaches_a_header_or_passes_for_a_paragraph(world, today, smtp, end):
    """The names that a mail prints come from people: a line break in one breaks nothing."""
    trick = f"Eve{end}Bcc: eve@example.test{end}{end}Click here"
    for thing, field in (
        (world.manager, "name"),
        (world.city, "name"),
        (world.review, "pseudonym"),
        (world.recommendation, "reference"),
        (world.police_action, "title"),
    ):
        type(thing).objects.filter(pk=thing.pk).update(**{field: trick[:20]})
    set_policy(world.city, shows_wording=True)
    plan(TODAY)
    assert set(deliver_all()) == {"sent"}
    message = smtp.by_recipient()["manager@example.test"]
    assert message["Bcc"] is None
    assert message.keys().count("Subject") == 1
    assert message["Subject"] == "[OFFICIAL] SCR Tracker: 1 action overdue"
    assert "Dear Eve Bcc: eve" in plain(message)
    assert not [line for line in plain(message).splitlines() if line.startswith("Bcc")]
    assert {tuple(e.rcpt_tos) for e in smtp.envelopes} == {
        (address,) for address in smtp.by_recipient()
    }


def test_an_address_with_a_line_break_is_not_sent_to(world, today, smtp):
    address = "manager@example.test\nBcc: eve@example.test"
    type(world.manager).objects.filter(pk=world.manager.pk).update(email=address)
    plan(TODAY)
    assert deliver_all().count("sent") == 4
    assert len(smtp.envelopes) == 4
    assert Mail.objects.get(recipient=world.manager).state == "planned"


def test_a_subject_with_any_sign_arrives_whole_and_in_short_lines(world, today, smtp):
    """No name stands in a subject today; whatever may, arrives as it was written."""
    plan(TODAY)
    mail = Mail.objects.get(recipient=world.manager)
    subject = "[OFFICIAL] SCR Tracker: “Clare’s” – ümlaut, " + "long " * 20
    headers.message(mail, Letter(subject, "Text – “quoted”", "<p>’</p>")).send()
    [envelope] = smtp.envelopes
    assert smtp.messages()[0]["Subject"].strip() == subject.strip()
    assert max(map(len, envelope.content.splitlines())) <= 78
    assert envelope.content.isascii()


def test_an_action_told_to_one_person_twice_counts_once(world, today, smtp):
    """A manager who owns an action gets it as owner and in the digest: one action."""
    Action.objects.filter(pk=world.police_action.pk).update(owner=world.manager)
    plan(TODAY)
    deliver_all()
    message = smtp.by_recipient()["manager@example.test"]
    assert message["Subject"] == "[OFFICIAL] SCR Tracker: 1 action overdue"
    assert plain(message).count("SCR-1 1a.1") == 2


def test_a_real_refusal_of_the_address_fails_at_once(world, today, smtp):
    smtp.refused.add("manager@example.test")
    plan(TODAY)
    assert sorted(deliver_all()) == ["failed", "sent", "sent", "sent", "sent"]
    mail = Mail.objects.get(recipient=world.manager)
    assert mail.state_reason == (
        "The mail server refused the address for good: 550 5.1.1 No such user here"
    )


def test_the_state_at_the_moment_of_sending_counts(world, today, smtp):
    """Planned on the day before the due date, sent two days later."""
    action = add_action(world, world.recommendation, world.health, due_in=1)
    plan(TODAY)
    mail = Mail.objects.get(recipient=world.health_lead)
    deliver(mail.pk, today=TODAY + timedelta(days=2))
    message = smtp.by_recipient()["health_lead@example.test"]
    assert message["Subject"] == "[OFFICIAL] SCR Tracker: 1 action overdue, 1 due soon"
    assert "1 day late" in plain(message)
    assert f"SCR-1 {action.reference} " in plain(message)


def test_a_long_table_ends_after_twenty_and_its_live_list_tells_of_the_rest(world, today, smtp):
    """The longest overdue are named; nothing that no list shows, as a milestone, is left out."""
    recommendation = add_recommendation(world, add_review(world, reference="SCR-2"))
    actions = [add_action(world, recommendation, due_in=-2) for _ in range(59)]
    add_action(world, recommendation, due_in=0)
    for action in actions[:25]:
        add_milestone(world, action, due_in=-1)
    plan(TODAY)
    deliver_all()
    for address, heading, subject, rest in (
        (
            "manager@example.test",
            "the week’s digest",
            "85 overdue",
            "and 40 more: 40 actions overdue",
        ),
        (
            "police_lead@example.test",
            "for you to do",
            "85 overdue, 1 due soon",
            "and 41 more: 40 actions overdue, 1 due soon",
        ),
    ):
        message = smtp.by_recipient()[address]
        assert message["Subject"] == f"[OFFICIAL] SCR Tracker: {subject}"
        for body in (plain(message), Reader(html(message)).text):
            assert heading in body
            assert body.count(rest) == 1
            assert body.count("(milestone)") == 25
            named = [n for n in range(1, 61) if re.search(rf"SCR-2 1\.{n}\s+(-|1|3)", body)]
            assert len(named) == 19  # the twentieth is SCR-1 1a.1, late for longer


@pytest.mark.parametrize(
    ("late", "soon", "words"),
    [
        (1, 0, "1 action overdue"),
        (2, 3, "2 actions overdue, 3 due soon"),
        (0, 1, "1 action due soon"),
        (0, 2, "2 actions due soon"),
    ],
)
def test_counts_in_words(late, soon, words):
    pairs = [(n, "action", n < late) for n in range(late + soon)]
    assert counts_in_words(pairs + pairs) == words


def test_a_manager_who_stands_in_is_told_why(world, today, smtp):
    Membership.objects.filter(user=world.health_lead).update(is_active=False)
    plan(TODAY)
    deliver_all()
    text = plain(smtp.by_recipient()["manager@example.test"])
    here = text.index("City Children's Partnership: what reaches no owner or agency lead")
    assert here < text.index("SCR-1 1a.2") < text.index("digest of what is overdue")
    assert f"/actions/?partnership={world.city.public_id}\r\n" in text


def test_leads_are_asked_to_act_and_managers_to_chase(messages):
    act, chase = "on track, blocked, or needs more time", "Of what others owe"
    for address, words, others in (
        ("police_lead@example.test", act, chase),
        ("manager@example.test", chase, act),
    ):
        for body in (plain(messages[address]), Reader(html(messages[address])).text):
            assert body.count(words) == 1
            assert others not in body


def test_nobody_is_asked_for_what_they_cannot_do(world):
    """An executive lead and a chair set no dates; what managers owe, no agency does."""
    chair = world.people["board_member"]
    world.city.chair = chair
    world.city.save()
    add_action(world, due_in=-40)
    plan_check(world, due_in=-40)
    plan(TODAY)
    asked = written(chair)
    assert asked.count("ask who leads for the agency") == 1
    assert asked.count("ask the partnership’s managers") == 1
    assert "Of what others owe" not in asked
    assert "Of what others owe" in written(world.manager)
    assert "ask the partnership’s managers" not in written(world.manager)


def written(person):
    mail = Mail.objects.get(recipient=person)
    return " ".join(write(mail, evaluate(mail, TODAY), TODAY).text.split())
