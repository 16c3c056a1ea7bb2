"""Before the first file: does it name anybody? The answer is in the address, and stays."""

import pytest
from django.urls import reverse

from evidence.models import Evidence
from tests.evidence.samples import add_url, posted, upload

pytestmark = pytest.mark.usefixtures("today")
QUESTION = "Does it name a child, an adult at risk or a member of staff?"


def fields(action, **changes):
    return posted(also_supports=[action.pk], **changes)


def look(client, url):
    page = client.get(url)
    assert page.status_code == 200
    return page, page.content.decode()


def test_the_question_comes_before_the_form(world, sign_in):
    url = reverse("evidence:evidence-add", args=[world.police_action.public_id])
    page, text = look(sign_in("police_lead"), url)
    assert QUESTION in text
    assert 'type="file"' not in text
    assert not page.context["form"].is_bound


@pytest.mark.parametrize("query", ["asked=1", "names=", "names=perhaps", "asked=1&names=KEPT"])
def test_without_an_answer_it_is_asked_again(world, sign_in, query):
    url = reverse("evidence:evidence-add", args=[world.police_action.public_id])
    page, text = look(sign_in("police_lead"), f"{url}?{query}")
    assert list(page.context["form"].errors) == ["names"]
    assert '<a href="#id_names">' in text


def test_yes_leads_to_what_to_do_and_from_there_to_the_form(world, sign_in):
    client, action = sign_in("police_lead"), world.police_action
    _, text = look(client, add_url(action, names="yes"))
    assert "Take the names out first" in text
    assert 'type="file"' not in text
    for answer in ("no", "kept"):
        assert f'href="?kind=file&amp;names={answer}"' in text
        assert 'type="file"' in look(client, add_url(action, names=answer))[1]


def test_a_post_without_an_answer_is_asked_and_writes_nothing(world, sign_in):
    action = world.police_action
    url = reverse("evidence:evidence-add", args=[action.public_id])
    page = sign_in("police_lead").post(url, fields(action, file=upload()))
    assert QUESTION in page.content.decode()
    assert Evidence.objects.count() == 0


def test_what_names_somebody_is_marked_sensitive_whatever_was_sent(world, sign_in):
    client, action = sign_in("police_lead"), world.police_action
    for answer in ("no", "kept"):
        file = upload("a.txt", f"Names: {answer}.".encode())
        client.post(add_url(action, names=answer), fields(action, title=answer, file=file))
    found = dict(Evidence.objects.values_list("title", "marking"))
    assert found == {"no": "official", "kept": "official_sensitive"}


def test_the_form_says_the_answer_and_offers_to_change_it(world, sign_in):
    client, action = sign_in("police_lead"), world.police_action
    _, text = look(client, add_url(action, "link", "kept"))
    assert "Yes, and the names have to stay" in text
    assert 'href="?kind=link"' in text
    assert 'name="marking"' not in text
    assert 'name="marking"' in look(client, add_url(action, "link"))[1]


def test_the_next_file_of_the_same_sitting_is_not_asked_about_again(world, sign_in):
    action = world.police_action
    data = fields(action, file=upload(), then="more")
    answer = sign_in("police_lead").post(add_url(action, names="kept"), data)
    assert answer.url == add_url(action, names="kept")
    assert Evidence.objects.count() == 1
