"""What was typed while the session had ended is kept, and comes back to its form."""

import re

from django.urls import reverse

from scr_tracker.flow import NOT_SAVED
from tests.evidence.samples import posted, upload
from tests.pages.late import NOTE, SIGN_IN, UNSAVED, hidden, kept, notes

WAITS = "You were signed out before you could save something."


def test_what_was_typed_comes_back_to_its_form_after_signing_in(late, world, action, address):
    assert late.reply.url == f"{SIGN_IN}?next={UNSAVED}"
    assert "It is kept for an hour, for the person who typed it" in late.read(SIGN_IN)
    assert late.sign_in(world.police_lead, next=UNSAVED).url == UNSAVED
    assert "Ten officers were briefed.\nTwo more follow &lt;soon&gt;." in late.read(UNSAVED)
    assert notes() == []
    to, fields = late.sending()
    assert to == address
    page = late.client.post(to, fields)
    assert page.status_code == 200
    html = page.content.decode()
    assert NOT_SAVED in html
    assert "Ten officers were briefed.\nTwo more follow &lt;soon&gt;.</textarea>" in html
    assert (notes(), kept()) == ([], 1)
    assert "Ten officers were briefed." in late.read(UNSAVED)


def test_who_goes_back_from_the_form_finds_the_words_until_they_are_saved(late, world):
    late.sign_in(world.police_lead)
    to, fields = late.sending()
    page = late.client.post(to, fields)
    wrong = late.press(page, to, {**fields, "note": ""})
    assert (wrong.status_code, kept()) == (200, 1)
    assert WAITS not in wrong.content.decode()
    assert "Ten officers were briefed." in late.read(UNSAVED)
    assert late.press(wrong, to, fields).status_code == 302
    assert (notes(), kept(), "unsaved" in late.cookies()) == ([(NOTE,)], 0, False)
    assert late.client.get(UNSAVED).url == reverse("dashboards:my-work")
    assert "no longer here" not in late.read(reverse("dashboards:my-work"))


def test_what_somebody_else_sends_from_the_form_takes_nothing_away(late, world):
    late.sign_in(world.police_lead)
    to, fields = late.sending()
    page = late.client.post(to, fields)
    late.sign_out()
    late.sign_in(world.manager)
    late.press(page, to, {**fields, "note": "Briefed by the manager."})
    assert kept() == 1


def test_what_has_come_back_is_saved_once(late, world):
    late.sign_in(world.police_lead)
    assert late.save().status_code == 302
    assert notes() == [(NOTE,)]
    assert (kept(), "unsaved" in late.cookies()) == (0, False)


def test_each_page_says_that_something_waits_until_it_is_back_on_its_page(late, world):
    late.sign_in(world.police_lead)
    assert WAITS in late.read("/help/")
    assert WAITS not in late.get_back()
    assert WAITS in late.read("/help/")
    assert late.save().status_code == 302
    assert WAITS not in late.read("/help/")


def test_the_page_that_was_open_may_be_sent_again_without_writing_twice(late, world, address):
    late.sign_in(world.police_lead)
    to, fields = late.sending()
    assert late.save().status_code == 302
    old = {name: value for name, value in fields.items() if name != "unsaved"}
    assert late.client.post(to, {**old, "shown_to": "of the old page"}).status_code == 302
    assert notes() == [(NOTE,)]


def test_it_can_be_discarded(late, world, address):
    late.sign_in(world.police_lead)
    html = late.read(UNSAVED)
    to = re.findall(r'action="([^"]*/discard/)"', html)[0]
    assert late.client.get(to).url == UNSAVED
    token = hidden(html, "csrfmiddlewaretoken")[0]
    assert late.client.post(to, {"csrfmiddlewaretoken": token}).url == UNSAVED
    assert (kept(), notes(), "unsaved" in late.cookies()) == (0, [], False)


def test_what_somebody_saved_meanwhile_is_shown_and_the_words_come_back(late, world, action):
    late.sign_in(world.police_lead)
    action.version = 2
    action.save()
    page = late.save()
    assert page.status_code == 200
    assert "Ten officers were briefed." in (html := page.content.decode())
    assert "saved changes" in html
    assert (notes(), kept()) == ([], 1)


def test_what_may_no_longer_be_sent_stays_for_the_hour(late, world, action):
    late.sign_in(world.police_lead)
    to, fields = late.sending()
    world.police_lead.memberships.all().delete()
    assert late.client.post(to, fields).status_code == 404
    assert "officers" in late.read(UNSAVED)


def test_a_post_that_is_too_long_is_not_kept_and_the_sign_in_page_says_so(lead, action, address):
    data = lead.form(action, note="x" * 256 * 1024)
    lead.end_session()
    assert lead.client.post(address, data).url == f"{SIGN_IN}?next={address}"
    page = lead.read(SIGN_IN)
    assert "it is too long to be kept" in page
    assert "kept for an hour" not in page
    assert kept() == 0


def test_nothing_is_kept_where_nothing_was_typed(lead, action, address):
    data = lead.form(action, note=" ")
    lead.end_session()
    assert lead.client.post(address, data).url == f"{SIGN_IN}?next={address}"
    assert kept() == 0


def test_pages_of_the_account_keep_nothing(lead, action):
    data = lead.form(action)
    lead.end_session()
    own = reverse("account_change_password")
    assert lead.client.post(own, {**data, "password1": "x"}).url == f"{SIGN_IN}?next={own}"
    assert kept() == 0


def test_a_password_is_not_kept_wherever_it_was_typed(lead, world, action, address):
    data = lead.form(action)
    lead.end_session()
    lead.client.post(address, {**data, "oldPassword": "secret"})
    lead.sign_in(world.police_lead)
    names = {"csrfmiddlewaretoken", "once", "version", "note", "unsaved", "shown_to"}
    assert lead.sending()[1].keys() == names


def test_two_pages_are_both_kept_and_the_same_page_once(lead, world, action, address):
    first, second = lead.form(action), lead.form(action, note="Six officers are on leave.")
    lead.end_session()
    for data in (first, second, first):
        lead.client.post(address, data)
    lead.sign_in(world.police_lead)
    html = lead.read(UNSAVED)
    headings = re.findall(r"<h2[^>]*id=.post-.[^>]*>(.*?)</h2>", html)
    assert headings == ["1. What you typed or chose", "2. What you typed or chose"]
    assert ("Six officers" in html, "Ten officers" in html) == (True, True)
    assert kept() == 2


def test_the_next_address_is_of_this_site(lead, world, action):
    """A path that begins with two strokes would be another site's; it is none of ours."""
    data = lead.form(action)
    lead.end_session()
    away = "//elsewhere.example" + action.get_absolute_url()
    assert lead.client.post("/", data, PATH_INFO=away).status_code == 404
    assert kept() == 0
    lead.client.post(f"{action.get_absolute_url()}?next={away}", data)
    lead.sign_in(world.police_lead)
    assert lead.sending()[0] == f"{action.get_absolute_url()}?next={away}"


def test_files_are_asked_for_again_and_the_rest_is_filled_in(lead, world, action):
    address = reverse("evidence:evidence-add", args=[action.public_id], query={"names": "no"})
    html = lead.read(address)
    tokens = {name: hidden(html, name)[-1] for name in ("csrfmiddlewaretoken", "once", "shown_to")}
    data = posted(also_supports=[action.pk], title="Briefing record", file=upload())
    lead.end_session()
    assert lead.client.post(address, {**data, **tokens}).url == f"{SIGN_IN}?next={UNSAVED}"
    lead.sign_in(world.police_lead)
    html = lead.read(UNSAVED)
    assert "Choose the files again on the page that comes next: a browser does not keep" in html
    to, fields = lead.sending()
    assert to == address
    page = lead.client.post(to, fields)
    assert page.status_code == 200
    html = page.content.decode()
    assert "Choose your files again. You were signed out, and files can’t be kept" in html
    assert 'value="Briefing record"' in html
    assert hidden(html, "files_lost") == []
    assert kept() == 1
