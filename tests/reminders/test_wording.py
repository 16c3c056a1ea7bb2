"""Titles and pseudonyms in mails: only where switched on, never of a restricted review."""

import pytest
from django.urls import reverse

from agencies.models import Membership
from evidence.models import Evidence, EvidenceVersion
from reminders.planning import plan
from reminders.sending.batches import send_waiting
from tests.reminders.things import ask, owe_response, set_policy
from tests.things import make_evidence
from tests.world import TODAY, add_action, add_recommendation, add_review

CITY, COAST, SECRET = "Brief staff on the new form", "Write the protocol", "What the uncle did"
PSEUDONYMS = ("Clare", "Robin")


@pytest.fixture
def sent(world, today, mailoutbox):
    """`sent("police_lead")` → both bodies of their mail: they lead in both partnerships."""
    Membership.objects.create(
        user=world.police_lead, partnership=world.coast, role="agency_lead", agency=world.police
    )
    add_action(world, world.coast_action.recommendation, world.police, -2, title=COAST)

    def send(person="police_lead"):
        plan(TODAY)
        send_waiting()
        [message] = [m for m in mailoutbox if m.to == [f"{person}@example.test"]]
        text = " ".join(message.body.split())
        return text, message.alternatives[0].content, message

    return send


def add_secret(world):
    review = add_review(
        world,
        pseudonym="Wren",
        reference="SCR-9",
        is_restricted=True,
        marking="official_sensitive",
    )
    review.people.create(user=world.police_lead, named_by=world.manager)
    review.people.create(user=world.manager, named_by=world.manager)
    recommendation = add_recommendation(world, review, (world.police,), wording=f"{SECRET} again")
    add_action(world, recommendation, world.police, -3, title=SECRET)
    owe_response(world, due_in=-1, recommendation=recommendation)


def test_no_title_and_no_pseudonym_by_default(world, sent):
    text, html, _ = sent()
    for words in (CITY, COAST, *PSEUDONYMS):
        assert words.upper() not in (text + html).upper()
    assert "SCR-1 1a.1 - due 21 October 2026 - 12 days late http" in text


def test_only_of_the_partnership_that_switched_them_on(world, sent):
    set_policy(world.coast, shows_wording=True)
    text, html, _ = sent()
    assert f"ROBIN 1.2 - due 31 October 2026 - 2 days late {COAST} http" in text
    assert html.count(COAST) == text.count(COAST) == 1
    assert CITY not in text + html
    assert "CLARE" not in (text + html).upper()


def test_what_has_no_action_shows_how_its_recommendation_begins(world, sent):
    world.recommendation.wording = (
        "One two three four five\nsix seven eight nine ten eleven twelve no"
    )
    world.recommendation.save()
    owe_response(world, due_in=-1)
    set_policy(world.city, shows_wording=True)
    text, html, _ = sent()
    words = "One two three four five six seven eight nine ten eleven twelve…"
    assert f"CLARE 1a (response) - due 1 November 2026 - 1 day late {words} http" in text
    assert words in html


def test_never_of_a_restricted_review(world, sent):
    """Whoever reads it is named on the review, and the mail does speak of it."""
    add_secret(world)
    set_policy(world.city, shows_wording=True)
    set_policy(world.coast, shows_wording=True)
    for person in ("police_lead", "manager"):
        text, html, message = sent(person)
        assert "SCR-9 1.1 - due 30 October 2026" in text
        assert "WREN" not in (text + html).upper()
        assert "CLARE 1a.1" in text
        assert CITY in text
        assert CITY in html
        assert SECRET not in text + html
        assert message.subject.startswith("[OFFICIAL-SENSITIVE] ")


def test_the_name_of_evidence_is_in_no_mail(world, sent, sign_in):
    """The item stands on the pages to which the mail leads; the request says what is wanted."""
    item, version, _ = make_evidence(world, world.police_action)
    Evidence.objects.filter(pk=item.pk).update(title="Clares diary")
    EvidenceVersion.objects.filter(pk=version.pk).update(original_name="clare-diary-scan.pdf")
    request = ask(world, due_in=-1, action=world.police_action)
    set_policy(world.city, shows_wording=True)
    text, html, _ = sent()
    page = sign_in("police_lead").get(world.police_action.get_absolute_url()).content.decode()
    detail = sign_in("police_lead").get(item.get_absolute_url()).content.decode()
    assert "Clares diary" in page
    assert "clare-diary-scan.pdf" in detail
    for secret in ("Clares diary", "clare-diary-scan.pdf", request.wanted):
        assert secret not in text + html
    assert f"{request.get_absolute_url()} " in text


def test_the_page_of_the_policy_says_so(world, today, sign_in):
    page = sign_in("manager").get(reverse("reminders:policy", args=[world.city.public_id]))
    assert (
        "Those of a restricted review stay out, whatever is chosen here." in page.content.decode()
    )
