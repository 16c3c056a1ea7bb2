"""A file that waits keeps the answer under which it was sent: does it name anybody?"""

import re

import pytest
from django.urls import reverse

from evidence.models import Evidence, PendingUpload
from recommendations.models import Review
from tests.evidence.samples import add, add_url, upload, waits
from tests.evidence.test_one_by_one import CHOSEN, facts, finish, note, send
from tests.world import add_action, add_recommendation

pytestmark = pytest.mark.usefixtures("today")
SENT_SO = "You sent it as a file that names somebody:"
Marking = Review.Marking


def markings():
    return dict(Evidence.objects.values_list("title", "marking"))


def test_sent_with_names_and_offered_again_without_it_stays_sensitive(world, sign_in):
    client, action = sign_in("police_lead"), world.police_action
    assert SENT_SO in send(client, action, note("a.txt", "One."), names="kept").content.decode()
    assert SENT_SO not in send(client, action, note("b.txt", "Two."), names="no").content.decode()
    page = client.get(add_url(action, names="no"))
    assert page.content.decode().count(SENT_SO) == 1
    assert page.context["marking"] == "OFFICIAL-SENSITIVE"
    finish(client, action, **facts(action, marking="official"))
    assert markings() == {"a": Marking.SENSITIVE, "b": Marking.OFFICIAL}


def test_sent_with_the_form_that_comes_back_it_stays_sensitive(world, sign_in):
    client, action = sign_in("police_lead"), world.police_action
    client.post(add_url(action, names="kept"), {"file": note("a.txt")})
    assert PendingUpload.objects.get().has_names is True
    finish(client, action, **facts(action, marking="official"))
    assert markings() == {"a": Marking.SENSITIVE}


@pytest.mark.parametrize("answers", [("no", "kept"), ("kept", "no")])
@pytest.mark.parametrize("second", ["a.txt", "renamed.txt"])
def test_of_two_answers_about_one_file_the_stronger_wins(world, sign_in, answers, second):
    client, action = sign_in("police_lead"), world.police_action
    for name, answer in zip(("a.txt", second), answers, strict=True):
        send(client, action, note(name), names=answer)
    assert PendingUpload.objects.get().has_names is True


def test_what_one_person_says_of_a_file_is_not_said_of_anothers(world, sign_in):
    other = waits(world, note("a.txt"), person="manager")
    send(sign_in("police_lead"), world.police_action, note("a.txt"), names="kept")
    other.refresh_from_db()
    assert other.has_names is False


def test_the_page_tells_its_script_the_answer(world, sign_in):
    for answer in ("no", "kept"):
        page = sign_in("police_lead").get(add_url(world.police_action, names=answer))
        assert f'data-names="{answer}"' in page.content.decode()


LINKED = "If you link it, the item that is there will be marked OFFICIAL-SENSITIVE too."
STAYS = "If you leave it out, the item that is there stays OFFICIAL"
TELL = f"{STAYS}: tell the partnership manager."
MENDS = f"{STAYS}, until you change its marking."
APART = "if you keep it as a separate item, it will be marked OFFICIAL-SENSITIVE."


def said(row):
    """What the row says of names, without its tags."""
    text = re.sub(r"<[^>]+>", "", row.content.decode())
    return {words for words in (SENT_SO, LINKED, TELL, MENDS, APART) if words in text}


def link(client, action):
    row = PendingUpload.objects.get()
    data = {f"file-{row.public_id}-{part}": text for part, text in CHOSEN.items()}
    return client.post(add_url(action), {**data, "pending": [row.public_id]})


@pytest.fixture
def elsewhere(world):
    return add_action(world, add_recommendation(world, agencies=(world.police,)))


@pytest.mark.parametrize(
    ("answer", "before", "after", "words"),
    [
        ("kept", Marking.OFFICIAL, Marking.SENSITIVE, {SENT_SO, LINKED, MENDS, APART}),
        ("kept", Marking.SENSITIVE, Marking.SENSITIVE, {SENT_SO, APART}),
        ("no", Marking.SENSITIVE, Marking.SENSITIVE, set()),
        ("no", Marking.OFFICIAL, Marking.OFFICIAL, set()),
    ],
)
def test_linking_marks_the_item_that_is_there_and_says_so_before(
    world, sign_in, elsewhere, answer, before, after, words
):
    there, client = add(world, marking=before), sign_in("police_lead")
    row = send(client, elsewhere, upload(), names=answer)
    assert said(row) == words
    assert link(client, elsewhere).url == there.get_absolute_url()
    read = Evidence.objects.get()
    assert (read.marking, read.submission) == (after, there.submission)
    assert set(read.actions.all()) == {world.police_action, elsewhere}
    saved = [(row.marking, row.history_user) for row in read.history.all()]
    raised = [(after, world.police_lead)] if after != before else []
    assert saved == [*raised, (before, world.police_lead)]


def test_what_supports_the_action_already_is_marked_on_its_own_page(world, sign_in):
    there, client = add(world), sign_in("police_lead")
    row = send(client, world.police_action, upload(), names="kept")
    assert said(row) == {SENT_SO, MENDS, APART}
    edit = reverse("evidence:evidence-edit", args=[there.public_id])
    assert f'href="{edit}"' in row.content.decode()


def test_who_may_not_edit_the_item_reads_that_it_stays_and_whom_to_tell(world, sign_in):
    world.police_action.is_shared = True
    world.police_action.save()
    add(world, is_shared=True)
    row = send(sign_in("health_lead"), world.health_action, upload(), names="kept")
    assert said(row) == {SENT_SO, TELL, APART}


def test_a_file_that_names_nobody_after_all_can_be_sent_so(world, sign_in):
    client, action = sign_in("police_lead"), world.police_action
    row = send(client, action, note("a.txt"), names="kept").content.decode()
    assert "leave it out, change the answer above, and choose it again." in row
    page = client.get(add_url(action, names="no")).content.decode()
    assert "If it names nobody, leave it out and choose it again." in page
    client.post(reverse("evidence:upload-remove", args=[PendingUpload.objects.get().public_id]))
    assert SENT_SO not in send(client, action, note("a.txt"), names="no").content.decode()


TOO = "It is marked OFFICIAL-SENSITIVE. If you keep this as a separate item, it will be too."
ANOTHER = "Another item with this file is marked OFFICIAL-SENSITIVE."


def keep_apart(client, action):
    apart = {"title": "minutes", "again": "keep", "why": "Another year."}
    row = PendingUpload.objects.get(evidence=None)
    data = {f"file-{row.public_id}-{part}": text for part, text in apart.items()}
    return client.post(add_url(action), {**facts(action), **data, "pending": [row.public_id]})


@pytest.mark.parametrize(
    ("there", "words"),
    [((Marking.SENSITIVE,), {TOO}), ((Marking.OFFICIAL, Marking.SENSITIVE), {ANOTHER})],
)
def test_a_second_item_with_the_same_file_is_marked_as_the_first(world, sign_in, there, words):
    client, action = sign_in("police_lead"), world.police_action
    for marking in there:
        add(world, marking=marking)
    row = send(client, action, upload(), names="no").content.decode()
    assert {text for text in (TOO, ANOTHER) if text in row} == words
    assert 'data-marking="OFFICIAL-SENSITIVE"' in row
    assert keep_apart(client, action).status_code == 302
    assert Evidence.objects.latest("pk").marking == Marking.SENSITIVE


def test_what_the_person_may_not_see_marks_nothing(world, sign_in):
    add(world, "health_lead", world.health_action, marking=Marking.SENSITIVE)
    client, action = sign_in("police_lead"), world.police_action
    row = send(client, action, upload(), names="no").content.decode()
    assert "SENSITIVE" not in row
    assert finish(client, action, **facts(action)).status_code == 302
    assert Evidence.objects.latest("pk").marking == Marking.OFFICIAL
