"""A file that waits keeps the answer under which it was sent: does it name anybody?"""

import pytest

from evidence.models import Evidence, PendingUpload
from recommendations.models import Review
from tests.evidence.samples import add_url, waits
from tests.evidence.test_one_by_one import facts, finish, note, send

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
