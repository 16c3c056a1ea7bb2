"""What pages say of a file that was disposed of, and of a hold that stops it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from evidence import services
from evidence.forms_disposal import HELD_SINCE, KEPT, WRITTEN_TO_DISPOSE
from evidence.timeline import entries
from tests.evidence.samples import add, newer_file, upload
from tests.world import TODAY, add_action, add_person, add_recommendation, add_review, made

pytestmark = pytest.mark.usefixtures("today")
UNCHECKED = "Files are not checked for viruses"
ADDED = "Evidence added: Attendance list"
OFFER = "Propose that its files are disposed of"


@pytest.fixture
def item(world):
    """An item of a review whose time for keeping is over; the deputy manages as well."""
    add_person(world, "deputy", "manager")
    world.review.retain_until = TODAY - timedelta(days=1)
    world.review.save()
    return add(world, title="Attendance list", file=upload("list.pdf"))


def propose(world, item):
    return services.propose_disposal(
        actor=world.fresh("manager"), evidence=item, ground="over", reason="Agreed in May."
    )


def dispose(world, item, note=""):
    disposal = propose(world, item)
    services.decide_disposal(actor=world.fresh("deputy"), disposal=disposal, accept=True, note=note)


def page(client, item):
    return client.get(item.get_absolute_url()).content.decode()


def hold(world):
    world.review.is_held, world.review.hold_reason = True, "Inquest."
    world.review.save()


def test_a_hold_stands_in_place_of_the_offer_to_dispose(world, item, sign_in):
    manager, said = sign_in("manager"), "A legal hold on Clare stops disposal of these files."
    assert (OFFER in page(manager, item), said in page(manager, item)) == (True, False)
    hold(world)
    assert (OFFER in page(manager, item), said in page(manager, item)) == (False, True)
    assert said not in page(sign_in("police_lead"), item)


def test_a_hold_is_told_beside_a_proposal_that_waits(world, item, sign_in):
    propose(world, item)
    hold(world)
    text = page(sign_in("manager"), item)
    assert "A legal hold on Clare stops disposal of these files." in text


def test_the_form_is_not_opened_under_a_hold(world, item, sign_in):
    address = reverse("evidence:disposal-add", args=[item.public_id])
    assert sign_in("manager").get(address).status_code == 200
    hold(world)
    answer = sign_in("manager").get(address, follow=True)
    assert answer.redirect_chain == [(item.get_absolute_url(), 302)]
    told = "Clare is under legal hold: nothing of it may be disposed of."
    assert [str(message) for message in answer.context["messages"]] == [told]


def test_who_decides_is_told_of_a_hold_that_came_in_between(world, item, sign_in):
    disposal, client = propose(world, item), sign_in("deputy")
    address = reverse("evidence:disposal-decide", args=[disposal.public_id])
    said = "A legal hold on Clare stops disposal of these files."
    assert said not in client.get(address).content.decode()
    hold(world)
    page = client.get(address)
    assert (said in page.content.decode(), list(page.context["form"].fields)) == (True, ["note"])
    late = client.post(address, {"decision": "accept", "note": "It shows initials."})
    assert late.context["form"].errors == {"__all__": [HELD_SINCE]}
    assert late.context["form"]["note"].value() == "It shows initials."
    assert late.context["form"]["note"].help_text == WRITTEN_TO_DISPOSE
    disposal.refresh_from_db()
    assert disposal.state == "proposed"
    client.post(address, {"note": "The inquest needs it."})
    disposal.refresh_from_db()
    assert (disposal.state, disposal.decision_note) == ("declined", "The inquest needs it.")


def test_a_hold_changes_what_the_page_of_the_decision_says(world, item, sign_in):
    disposal, client = propose(world, item), sign_in("deputy")
    address = reverse("evidence:disposal-decide", args=[disposal.public_id])
    heading = '<h2 class="govuk-heading-m">{}</h2>'.format
    goes, went = heading("Files that go"), heading("Files that were to go")
    text = client.get(address).content.decode()
    assert (goes in text, went in text) == (True, False)
    hold(world)
    answer = client.get(address)
    text = answer.content.decode()
    assert (goes in text, went in text) == (False, True)
    assert answer.context["form"]["note"].help_text == KEPT
    wordless = client.post(address, {"decision": "accept", "note": ""})
    assert wordless.context["form"]["note"].help_text == KEPT


def test_an_item_on_which_nobody_decided_says_that_its_file_went_first(world, item, sign_in):
    waits, gone = "Nobody has decided on this evidence yet.", "before anybody had decided on this"
    text = page(sign_in("board_member"), item)
    assert (waits in text, gone in text) == (True, False)
    dispose(world, item)
    text = page(sign_in("board_member"), item)
    assert (waits in text, gone in text) == (False, True)


def test_a_tombstone_needs_no_scanner(world, item, sign_in):
    assert UNCHECKED in page(sign_in("manager"), item)
    dispose(world, item)
    assert UNCHECKED not in page(sign_in("manager"), item)
    services.add_version(actor=world.fresh("police_lead"), evidence=item, file=newer_file())
    assert UNCHECKED in page(sign_in("manager"), item)


@pytest.mark.parametrize(
    ("state", "words"),
    [("clean", "Checked, clean"), ("not_checked", "Not checked before it was disposed of")],
)
def test_the_table_says_when_the_file_went_beside_its_name(world, item, sign_in, state, words):
    dispose(world, item)
    item.versions.update(scan_state=state)
    cells = page(sign_in("manager"), item).split("</td>")
    file, check = (next(c for c in cells if f'data-label="{name}"' in c) for name in LABELS)
    assert "Disposed of on 2 November 2026" in file
    assert "Disposed of" not in check
    assert words in check


LABELS = ("File", "Virus check")


def test_the_timeline_tells_who_disposed_of_it_and_why(world, item):
    dispose(world, item, "Nobody needs it.")
    entry = entries(world.police_action, world.fresh("police_lead"))[-1]
    assert (entry.title, entry.by) == ("File disposed of: Attendance list", "Deputy")
    assert entry.text.splitlines() == [
        "The time for keeping it is over. Agreed in May.",
        "Proposed by Manager",
        "Nobody needs it.",
    ]
    assert entry.url == item.get_absolute_url()


def test_who_may_not_read_the_item_finds_nothing_of_it_in_the_timeline(world, item):
    dispose(world, item)
    assert entries(world.police_action, world.fresh("health_lead")) == []


@pytest.mark.parametrize(
    ("person", "title"),
    [
        ("deputy", "Disposal declined, so the file stays: Attendance list"),
        ("manager", "Proposal to dispose of the file taken back: Attendance list"),
    ],
)
def test_a_proposal_is_told_once_it_is_declined_or_taken_back(world, item, person, title):
    disposal = propose(world, item)
    lead, manager = world.fresh("police_lead"), world.fresh("manager")
    assert [entry.title for entry in entries(made(world.police_action), lead)] == [ADDED]
    services.decide_disposal(
        actor=world.fresh(person), disposal=disposal, accept=False, note="Still wanted."
    )
    read = {entry.title: entry for entry in entries(made(world.police_action), lead)}
    assert set(read) == {ADDED, title}
    assert (read[title].by, read[title].text) == (person.title(), "")
    told = {entry.title: entry for entry in entries(made(world.police_action), manager)}
    assert told[title].by == person.title()
    assert told[title].text.splitlines() == [
        "The time for keeping it is over. Agreed in May.",
        "Proposed by Manager",
        "Still wanted.",
    ]


def test_who_proposed_it_reads_for_whom_it_waits_and_can_take_it_back(world, item, sign_in):
    disposal = propose(world, item)
    decide = reverse("evidence:disposal-decide", args=[disposal.public_id])
    text = page(sign_in("manager"), item)
    assert "You propose that its files go." in text
    assert "It waits for another manager: Deputy." in text
    assert f'href="{decide}">Take it back</a>' in text
    waiting = page(sign_in("deputy"), item)
    assert "<strong>Manager proposes that its files go.</strong>" in waiting
    assert f'href="{decide}">Decide on it</a>' in waiting
    sign_in("manager").post(decide, {"note": "The wrong file."})
    assert "Taken back on 2 November 2026 by Manager" in page(sign_in("manager"), item)


ALONE = "Nobody else manages this partnership, so nobody can carry it out yet."
UNNAMED = "No other manager is named on this review."


def test_a_restricted_review_without_another_manager_leads_to_naming_one(world, item, sign_in):
    propose(world, item)
    world.review.people.create(user=world.manager, named_by=world.manager)
    type(world.review).objects.update(is_restricted=True)
    people = reverse("recommendations:review-people", args=[world.review.public_id])
    text = page(sign_in("manager"), item)
    assert (UNNAMED in text, f'href="{people}">Name one</a>' in text, ALONE in text) == (
        True,
        True,
        False,
    )
    world.review.people.create(user=world.people["deputy"], named_by=world.manager)
    text = page(sign_in("manager"), item)
    assert ("It waits for another manager: Deputy." in text, UNNAMED in text) == (True, False)


def test_of_several_reviews_the_restricted_one_says_who_sees_the_item(world, item, sign_in):
    """Restricted after the item came to support an action of it."""
    other = add_review(world, retain_until=TODAY - timedelta(days=1))
    action = add_action(world, add_recommendation(world, other, (world.police,)))
    link = {"evidence": item, "action": action}
    services.link_to_action(actor=world.fresh("manager"), **link)
    propose(world, item)
    assert "It waits for another manager: Deputy." in page(sign_in("manager"), item)
    other.people.create(user=world.manager, named_by=world.manager)
    type(other).objects.filter(pk=other.pk).update(is_restricted=True)
    text = page(sign_in("manager"), item)
    people = reverse("recommendations:review-people", args=[other.public_id])
    assert (UNNAMED in text, f'href="{people}">Name one</a>' in text) == (True, True)


@pytest.mark.parametrize("is_restricted", [False, True])
def test_where_nobody_else_manages_that_is_said(world, item, sign_in, is_restricted):
    propose(world, item)
    world.people["deputy"].memberships.all().delete()
    world.review.people.create(user=world.manager, named_by=world.manager)
    type(world.review).objects.update(is_restricted=is_restricted)
    text = page(sign_in("manager"), item)
    assert (ALONE in text, UNNAMED in text) == (True, False)


def test_the_page_tells_its_readers_who_wanted_it_gone_and_managers_of_proposals(
    world, item, sign_in
):
    disposal, lead = propose(world, item), sign_in("police_lead")
    said = "Agreed in May."
    assert [said in page(client, item) for client in (lead, sign_in("manager"))] == [False, True]
    services.decide_disposal(actor=world.fresh("deputy"), disposal=disposal, accept=True)
    text = page(lead, item)
    assert "Disposed of on 2 November 2026 by Deputy" in text
    assert said in text


@pytest.mark.parametrize(
    ("person", "title"),
    [("deputy", "Declined on 2 November 2026 by Deputy"), ("manager", "Taken back on 2 November")],
)
def test_why_a_file_stayed_is_read_by_managers_alone(world, item, sign_in, person, title):
    services.decide_disposal(
        actor=world.fresh(person), disposal=propose(world, item), accept=False, note="Wanted."
    )
    for reader, is_told in (("manager", True), ("police_lead", False), ("board_member", False)):
        text = page(sign_in(reader), item)
        disposals = text.partition('id="disposal"')[2].partition("</ul>")[0]
        assert title in disposals
        private = [words in text for words in ("Agreed in May.", "Wanted.")]
        private.append("Proposed by Manager" in disposals)
        assert private == [is_told] * 3, reader
