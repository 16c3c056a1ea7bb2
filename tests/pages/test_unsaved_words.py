"""What was typed is shown under its field's name; numbers and ids come back in the form alone."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from evidence.models import PendingUpload
from evidence.pending import waiting_for
from scr_tracker.flow import NOT_SAVED
from tests.evidence.samples import add, posted, upload
from tests.pages.late import NOTE, UNSAVED, hidden
from tests.recommendations.deciding import forum_decides


def too_late(visitor, person, page, address=None, **data):
    """Post to the address with the tokens of the page, after the session has ended; sign in."""
    html = visitor.read(page)
    tokens = {name: hidden(html, name)[-1] for name in ("once", "shown_to", "csrfmiddlewaretoken")}
    visitor.end_session()
    visitor.client.post(address or page, {**data, **tokens})
    visitor.sign_in(person)


def shown(visitor):
    """The lines of the one post, without the last: until when it is kept."""
    html = visitor.read(UNSAVED)
    keys = re.findall(r"<dt[^>]*>(.*?)</dt>", html, re.DOTALL)
    values = re.findall(r"<dd[^>]*>(?:<span[^>]*>)?(.*?)(?:</span>)?</dd>", html, re.DOTALL)
    lines = dict(zip(map(unescape, keys), map(unescape, values), strict=True))
    assert list(lines)[-1] == "Kept until"
    return {key: value for key, value in lines.items() if key != "Kept until"}


def test_an_update_is_shown_by_what_was_typed(manager, world):
    action = world.police_action
    address = reverse("recommendations:action-update", args=[action.public_id])
    day = {"completed_on_day": "2", "completed_on_month": "11", "completed_on_year": "2026"}
    data = {"note": NOTE, "to": "completed", "version": "1", **day}
    too_late(manager, world.manager, action.get_absolute_url(), address, **data)
    assert shown(manager) == {"Note": NOTE, "To": "completed"}


@pytest.mark.parametrize("word", ["postponed", "see-minutes", "q3", "12 officers", "facade"])
def test_a_note_of_one_word_is_shown_as_any_other(manager, world, word):
    too_late(manager, world.manager, world.police_action.get_absolute_url(), note=word)
    assert shown(manager) == {"Note": word}


@pytest.mark.parametrize("value", ["17", "0f8fad5b-d9cb-469f-a165-70867728950e", " "])
def test_a_number_an_id_and_nothing_are_not_shown(manager, world, value):
    words = {"note": NOTE, "of": value}
    too_late(manager, world.manager, world.police_action.get_absolute_url(), **words)
    assert shown(manager) == {"Note": NOTE}


def test_a_box_that_was_ticked_is_a_yes(manager, world):
    words = {"note": NOTE, "is_at_risk": "on"}
    too_late(manager, world.manager, world.police_action.get_absolute_url(), **words)
    assert shown(manager) == {"Note": NOTE, "Is at risk": "Yes"}


def test_what_was_chosen_is_chosen_in_the_form_that_comes_back(manager, world):
    page = reverse("recommendations:action-add", args=[world.recommendation.public_id])
    day = {"due_on_day": "3", "due_on_month": "9", "due_on_year": "2027"}
    data = {"title": "Audit again", "lead_agency": world.police.pk, **day}
    too_late(manager, world.manager, page, **data)
    assert shown(manager) == {"Title": "Audit again"}
    html = manager.get_back()
    assert f'<option value="{world.police.pk}" selected>{world.police.name}</option>' in html
    assert re.findall(r'name="due_on_\w+"[^>]* value="(\d+)"', html) == ["3", "9", "2027"]


def test_what_a_page_keeps_for_itself_is_sent_back_and_not_shown(manager, world, today):
    outcome = {"outcome": "closed_not_implemented"}
    with time_machine.travel(timezone.now() - timedelta(hours=1), tick=False):
        decision = forum_decides(world, world.recommendation, **outcome)
    add(world)
    page = reverse("evidence:look-add", args=[decision.public_id])
    read = hidden(manager.read(page), "seen")
    too_late(manager, world.manager, page, reason="It says the same.", seen=read)
    assert shown(manager) == {"Reason": "It says the same."}
    to, fields = manager.sending()
    assert (to, [fields["seen"]]) == (page, read)


def test_a_field_of_a_row_is_named_without_the_row(manager, world):
    page = reverse("recommendations:action-add", args=[world.recommendation.public_id])
    too_late(
        manager, world.manager, page, **{"file-17-why_keep": "Another year's", "files_lost": "1"}
    )
    assert shown(manager) == {"Why keep": "Another year's"}


def test_where_something_was_chosen_and_nothing_typed_it_can_be_brought_back(manager, world):
    page = reverse("recommendations:action-add", args=[world.recommendation.public_id])
    too_late(manager, world.manager, page, lead_agency=world.police.pk)
    assert shown(manager) == {}
    html = manager.get_back()
    assert f'<option value="{world.police.pk}" selected>{world.police.name}</option>' in html


def test_the_page_is_marked_as_what_was_typed_may_be(manager, world):
    too_late(manager, world.manager, world.police_action.get_absolute_url(), note=NOTE)
    strip = re.findall(r'aria-label="Marking">.*?<p>(.*?)</p>', manager.read(UNSAVED), re.DOTALL)
    assert strip == [
        "What is shown here may be OFFICIAL-SENSITIVE, like the page on which you typed it"
    ]


def test_the_words_are_there_still_when_their_page_is_closed_by_now(manager, world):
    too_late(manager, world.manager, world.police_action.get_absolute_url(), note=NOTE)
    to, fields = manager.sending()
    world.manager.memberships.all().delete()
    reply = manager.client.post(to, fields)
    assert reply.status_code == 404
    assert "Look at what you typed" in reply.content.decode()
    assert shown(manager) == {"Note": NOTE}


def test_files_that_were_chosen_are_named(manager, world):
    page = reverse("evidence:evidence-add", args=[world.police_action.public_id])
    page += "?names=no"
    files = [upload("minutes <1>.pdf"), upload("list.pdf")]
    too_late(manager, world.manager, page, title="Records of it", file=files)
    assert shown(manager) == {
        "Title": "Records of it",
        "Files, not kept": "minutes <1>.pdf, list.pdf",
    }


def arrive(visitor, action, *files):
    """Address of the form, and the files that wait there: its page's script has sent them."""
    page = reverse("evidence:evidence-add", args=[action.public_id]) + "?names=no"
    to = reverse("evidence:upload-add", args=[action.public_id])
    csrf = hidden(visitor.read(page), "csrfmiddlewaretoken")[-1]
    for file in files:
        sent = visitor.client.post(to, {"file": file}, headers={"X-CSRFToken": csrf})
        assert sent.status_code == 201
    return page, *PendingUpload.objects.order_by("pk").values_list("public_id", flat=True)


def test_files_that_have_arrived_come_back_with_the_form(lead, world):
    page, file = arrive(lead, world.police_action, upload())
    row = {f"file-{file}-title": "Records"}
    words = posted(also_supports=[world.police_action.pk], **row)
    del words["title"]
    too_late(lead, world.police_lead, page, pending=file, each_titled="1", **words)
    chosen = {"Kind": "document", "Level": "output", "Marking": "official"}
    assert shown(lead) == {"Title": "Records", **chosen}
    html = lead.get_back()
    assert NOT_SAVED in html
    assert re.findall(rf'name="file-{file}-title" value="([^"]*)"', html) == ["Records"]
    assert len(waiting_for(world.police_lead, world.police_action)) == 1


def test_a_file_to_be_left_out_is_there_until_that_is_saved(lead, world):
    files = [upload(), upload("list.txt", b"Names of the courses.")]
    page, one, other = arrive(lead, world.police_action, *files)
    rows = {f"file-{one}-title": "Records", f"file-{other}-title": "List"}
    facts = posted(also_supports=[world.police_action.pk], **rows)
    late = {f"file-{one}-leave_out": "on", "pending": [one, other], **facts}
    too_late(lead, world.police_lead, page, **late)
    html = lead.get_back()
    assert f'name="file-{one}-leave_out"' in html
    assert len(waiting_for(world.police_lead, world.police_action)) == 2
