"""What was typed while the session had ended is kept, for the person who typed it and no other."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from recommendations.models import ProgressUpdate
from scr_tracker import tasks
from scr_tracker.flow import NOT_SAVED
from scr_tracker.models import UnsavedPost
from tests.evidence.samples import posted, upload
from tests.pages.late import NOTE, SIGN_IN, UNSAVED, Visitor, hidden, kept


@pytest.fixture
def lead(world, today):
    visitor = Visitor()
    visitor.sign_in(world.police_lead)
    return visitor


@pytest.fixture
def action(world):
    return world.police_action


@pytest.fixture
def address(action):
    return reverse("recommendations:action-update", args=[action.public_id])


@pytest.fixture
def late(lead, action, address):
    """The lead has pressed the button after the session had ended."""
    data = lead.form(action)
    lead.end_session()
    lead.reply = lead.client.post(address, data)
    return lead


def notes():
    return list(ProgressUpdate.objects.filter(note__contains="officers").values_list("note"))


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
    assert (notes(), kept()) == ([], 0)
    assert late.client.get(UNSAVED).url == reverse("dashboards:my-work")
    assert "no longer here" not in late.read(reverse("dashboards:my-work"))


def test_what_has_come_back_is_saved_once(late, world):
    late.sign_in(world.police_lead)
    assert late.save().status_code == 302
    assert notes() == [(NOTE,)]
    assert (kept(), "unsaved" in late.cookies()) == (0, False)


def test_each_page_says_that_something_waits_until_it_is_back_on_its_page(late, world):
    late.sign_in(world.police_lead)
    waits = "You were signed out before you could save something."
    assert waits in late.read("/help/")
    assert waits not in late.client.post(*late.sending()).content.decode()
    assert waits not in late.read("/help/")


def test_the_page_that_was_open_may_be_sent_again_without_writing_twice(late, world, address):
    late.sign_in(world.police_lead)
    to, fields = late.sending()
    assert late.save().status_code == 302
    old = {name: value for name, value in fields.items() if name != "unsaved"}
    assert late.client.post(to, {**old, "shown_to": "of the old page"}).status_code == 302
    assert notes() == [(NOTE,)]


def test_nobody_else_who_signs_in_sees_it(late, world):
    assert late.sign_in(world.manager, next=UNSAVED).url == UNSAVED
    assert "signed out before" not in late.read("/help/")
    reply = late.client.get(UNSAVED, follow=True)
    assert reply.redirect_chain == [(reverse("dashboards:my-work"), 302)]
    assert "officers" not in reply.content.decode()
    assert "no longer here" not in reply.content.decode()


def test_nobody_else_who_signs_in_discards_it_or_sends_it(late, world, address):
    name = str(UnsavedPost.objects.get().public_id)
    late.sign_in(world.manager)
    token = hidden(late.read("/help/"), "csrfmiddlewaretoken")[0]
    to = reverse("unsaved-discard", args=[name])
    assert late.client.post(to, {"csrfmiddlewaretoken": token}).status_code == 404
    late.client.post(address, {"csrfmiddlewaretoken": token, "unsaved": name, "note": "Other."})
    assert kept() == 1


def test_it_is_there_when_its_author_signs_in_after_another(late, world):
    late.sign_in(world.manager)
    assert "officers" not in late.read(UNSAVED)
    late.sign_out()
    late.sign_in(world.police_lead)
    assert "signed out before" in late.read("/help/")
    assert late.save().status_code == 302
    assert notes() == [(NOTE,)]


def test_two_people_at_one_browser_each_get_their_own_back(late, world, action, address):
    late.sign_in(world.manager)
    data = late.form(action, note="The manager asked officers.")
    late.end_session()
    late.client.post(address, data)
    late.sign_in(world.police_lead)
    assert "Ten officers" in (html := late.read(UNSAVED))
    assert "The manager asked" not in html
    assert late.save().status_code == 302
    late.sign_out()
    late.sign_in(world.manager)
    assert "The manager asked" in (html := late.read(UNSAVED))
    assert "Ten officers" not in html


def test_it_is_there_when_its_author_has_signed_out(late, world):
    late.sign_in(world.police_lead)
    late.sign_out()
    late.sign_in(world.police_lead)
    assert "Ten officers" in late.read(UNSAVED)


def test_it_is_not_shown_in_another_browser(late, world):
    other = Visitor()
    other.sign_in(world.police_lead)
    assert other.client.get(UNSAVED).status_code == 302
    other.client.cookies["unsaved"] = late.client.cookies["unsaved"].value + "x"
    assert other.client.get(UNSAVED).status_code == 302
    other.client.cookies["unsaved"] = late.client.cookies["unsaved"].value
    assert "Ten officers" in other.read(UNSAVED)


def test_a_page_asks_for_it_only_where_the_cookie_names_its_reader(late, world):
    """One query of one who may have something, for the line on every page; none of the others."""

    def queries(visitor):
        with CaptureQueriesContext(connection) as found:
            visitor.read("/help/")
        return sum("unsavedpost" in each["sql"] for each in found)

    other = Visitor()
    other.sign_in(world.police_lead)
    assert queries(other) == 0
    late.sign_in(world.manager)
    assert queries(late) == 0
    late.sign_out()
    late.sign_in(world.police_lead)
    assert queries(late) == 1


@pytest.mark.parametrize("name", ["manager", "nobody"])
def test_a_page_shown_to_one_person_keeps_nothing_for_another(world, lead, action, address, name):
    """The tab of the one is still open, and the other has signed in beside it."""
    data = lead.form(action)
    lead.end_session()
    lead.sign_in(world.people[name])
    assert lead.client.post(address, data).status_code == 403
    assert kept() == 0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: "",
        lambda token: token.split(":")[0],
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "00000000-0000-0000-0000-000000000000" + token[36:],
    ],
    ids=["none", "unsigned", "another signature", "another person"],
)
def test_nothing_is_kept_without_the_token_of_a_page(lead, action, address, spoil):
    data = lead.form(action)
    lead.end_session()
    reply = lead.client.post(address, {**data, "shown_to": spoil(data["shown_to"])})
    assert reply.url == f"{SIGN_IN}?next={address}"
    assert kept() == 0


def test_a_token_of_a_page_of_a_month_ago_keeps_nothing(lead, action, address):
    data = lead.form(action)
    lead.end_session()
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        lead.client.post(address, data)
    assert kept() == 0


def test_a_post_from_another_site_is_refused_and_not_kept(lead, action, address):
    data = lead.form(action)
    lead.end_session()
    reply = lead.client.post(address, data, headers={"Origin": "https://elsewhere.example"})
    assert reply.status_code == 403
    assert kept() == 0


def test_who_has_signed_in_again_in_another_tab_sends_it_from_there(lead, world, action, address):
    """The page's CSRF token is of the earlier session; the session there now is of the same one."""
    data = lead.form(action)
    lead.end_session()
    lead.sign_in(world.police_lead)
    assert lead.client.post(address, data).url == UNSAVED
    assert lead.save().status_code == 302
    assert (notes(), kept()) == ([(NOTE,)], 0)


def test_it_is_kept_when_the_browser_has_lost_its_cookies(lead, world, action, address):
    data = lead.form(action)
    lead.client.cookies.clear()
    assert lead.client.post(address, data).url == UNSAVED
    assert lead.client.get(UNSAVED).url == f"{SIGN_IN}?next={UNSAVED}"
    lead.sign_in(world.police_lead)
    assert lead.save().status_code == 302
    assert notes() == [(NOTE,)]


def test_it_is_kept_when_the_session_has_expired(lead, world, action, address, today):
    data = lead.form(action)
    with time_machine.travel(timezone.now() + timedelta(hours=13), tick=False):
        lead.client.post(address, data)
        lead.sign_in(world.police_lead)
        assert lead.save().status_code == 302
    assert notes() == [(NOTE,)]


def test_it_is_kept_when_the_password_was_changed_elsewhere(lead, world, action, address):
    data = lead.form(action)
    world.police_lead.set_password("eleven purple bicycles")
    world.police_lead.save()
    lead.client.post(address, data)
    lead.sign_in(world.police_lead, "eleven purple bicycles")
    assert lead.save().status_code == 302
    assert notes() == [(NOTE,)]


def test_of_an_account_that_was_closed_nobody_sees_it(lead, world, action, address):
    data = lead.form(action)
    world.police_lead.is_active = False
    world.police_lead.save()
    lead.client.post(address, data)
    assert kept() == 1
    assert lead.sign_in(world.police_lead).url == reverse("account_inactive")
    lead.sign_in(world.manager)
    assert lead.client.get(UNSAVED, follow=True).context["user"] == world.manager


def test_after_an_hour_it_is_gone_and_the_page_says_so(late, world):
    late.sign_in(world.police_lead)
    with time_machine.travel(timezone.now() + timedelta(minutes=59), tick=False):
        assert "officers" in late.read(UNSAVED)
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        page = late.client.get(UNSAVED, follow=True).content.decode()
        assert "What you had typed was kept for an hour, and is no longer here." in page
        assert "officers" not in page
        assert late.client.get(UNSAVED, follow=True).status_code == 200
        assert "no longer here" not in late.read("/help/")


def test_of_what_has_been_swept_the_page_says_so_too(late, world):
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        tasks.end_sessions()
        assert "It is kept for an hour" not in late.read(SIGN_IN)
        late.sign_in(world.police_lead)
        assert "no longer here" in late.client.get(UNSAVED, follow=True).content.decode()


def test_the_hourly_task_removes_what_nobody_came_back_for(late, today):
    now = timezone.now()
    with time_machine.travel(now + timedelta(minutes=59), tick=False):
        assert (tasks.end_sessions(), kept()) == (0, 1)
    with time_machine.travel(now + timedelta(minutes=61), tick=False):
        assert (tasks.end_sessions(), kept()) == (1, 0)


def test_the_command_does_the_same_by_hand(late, today, capsys):
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        call_command("sweep_unsaved", "--dry-run")
        assert kept() == 1
        call_command("sweep_unsaved")
    assert kept() == 0
    said = capsys.readouterr().out.splitlines()
    assert said == ["1 unsaved posts would be removed.", "1 unsaved posts removed."]


def test_it_can_be_discarded(late, world, address):
    late.sign_in(world.police_lead)
    html = late.read(UNSAVED)
    to = re.findall(r'action="([^"]*/discard/)"', html)[0]
    assert late.client.get(to).url == UNSAVED
    token = hidden(html, "csrfmiddlewaretoken")[0]
    assert late.client.post(to, {"csrfmiddlewaretoken": token}).url == UNSAVED
    assert (kept(), notes(), "unsaved" in late.cookies()) == (0, [], False)


def test_neither_cookie_nor_database_holds_a_word_of_it(late, address):
    row = UnsavedPost.objects.values().get()
    held = [str(late.client.cookies), str(late.client.session.items()), str(row)]
    assert [word for word in ("officers", address) if word in "".join(held)] == []
    assert str(row["browser"]) not in str(late.client.cookies)


def test_the_cookie_is_for_the_server_alone(late):
    cookie = late.client.cookies["unsaved"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
    assert cookie["max-age"] == 12 * 3600


def test_what_somebody_saved_meanwhile_is_shown_and_the_words_come_back(late, world, action):
    late.sign_in(world.police_lead)
    action.version = 2
    action.save()
    page = late.save()
    assert page.status_code == 200
    assert "Ten officers were briefed." in (html := page.content.decode())
    assert "saved changes" in html
    assert (notes(), kept()) == ([], 0)


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
    assert headings == ["1. What you typed", "2. What you typed"]
    assert ("Six officers" in html, "Ten officers" in html) == (True, True)
    assert kept() == 2


def test_of_many_pages_of_a_person_the_last_five_are_kept(lead, world, action, address):
    """Also where the browser takes no cookie: nobody fills the table."""
    pages = [lead.form(action, note=f"Officers {number}") for number in range(7)]
    lead.end_session()
    lead.client.post(address, pages[0])
    lead.client.cookies.pop("unsaved")
    for data in pages[1:]:
        lead.client.post(address, data)
    assert kept() == 5
    lead.sign_in(world.police_lead)
    words = re.findall(r"Officers \d</span>", lead.read(UNSAVED))
    assert words == [f"Officers {number}</span>" for number in range(2, 7)]


def test_the_table_keeps_one_post_of_a_page(late, action):
    """What the database holds to, where two posts come at the same moment."""
    row = UnsavedPost.objects.get()
    twice = UnsavedPost(reader=row.reader, page=row.page, browser="", words="")
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save()


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
    assert kept() == 0
