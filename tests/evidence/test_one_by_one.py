"""Files that the page's script sends one by one: received, refused, taken away, offered again."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from evidence import pending
from evidence.models import Evidence, PendingUpload, evidence_storage
from tests.evidence.samples import PDF, add, add_url, posted, upload
from tests.world import add_action, add_recommendation

pytestmark = pytest.mark.usefixtures("today")
CHOSEN = {"title": "minutes", "again": "link"}


def send(client, action, file, **data):
    url = reverse("evidence:upload-add", args=[action.public_id])
    return client.post(url, {"file": file, "once": str(uuid4()), **data})


def note(name, text="One line."):
    return upload(name, text.encode())


def offered(client, action):
    page = client.get(add_url(action))
    return [row.upload.original_name for row in page.context["rows"]]


def finish(client, action, rows=None, **changes):
    """The page's own post: what waits, with the titles that it shows."""
    waiting = PendingUpload.objects.unused().filter(action=action)
    data = {f"file-{each.public_id}-title": pending.stem(each) for each in waiting}
    data |= {"pending": [each.public_id for each in waiting], "each_titled": "1"}
    return client.post(add_url(action), {**data, **changes})


def facts(action, **changes):
    sent = posted(also_supports=[action.pk], **changes)
    del sent["title"]
    return sent


def test_a_file_is_received_and_answered_with_its_row(world, sign_in):
    answer = send(sign_in("police_lead"), world.police_action, note("a.txt"))
    (row,) = PendingUpload.objects.all()
    assert (answer.status_code, row.action) == (201, world.police_action)
    text = answer.content.decode()
    assert f'name="pending" value="{row.public_id}"' in text
    assert f'name="file-{row.public_id}-title" value="a"' in text
    assert "<html" not in text


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (upload("run.exe", b"MZ"), "Programs are not accepted."),
        (upload("a.pdf", b""), "The file is empty."),
        (upload("a.pdf", PDF + b"\n" * 1024 * 1024), "The file is bigger than 1\xa0MB."),
        ("no file", "The file did not arrive. Choose it again."),
    ],
)
def test_a_refused_file_is_answered_in_words(world, sign_in, file, words):
    answer = send(sign_in("police_lead"), world.police_action, file)
    assert (answer.status_code, answer.content.decode()) == (422, words)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert PendingUpload.objects.count() == 0


def test_what_was_received_becomes_an_item_each_and_a_refused_one_costs_nothing(world, sign_in):
    client, action = sign_in("police_lead"), world.police_action
    send(client, action, note("a.txt", "One."))
    assert send(client, action, upload("run.exe", b"MZ")).status_code == 422
    send(client, action, note("b.txt", "Two."))
    answer = finish(client, action, **facts(action))
    assert answer.url == action.get_absolute_url()
    assert sorted(Evidence.objects.values_list("title", flat=True)) == ["a", "b"]


def test_files_that_wait_are_offered_again_for_their_action_alone(world, sign_in):
    client, action = sign_in("police_lead"), world.police_action
    other = add_action(world, title="Another")
    send(client, action, note("a.txt"))
    assert (offered(client, action), offered(client, other)) == (["a.txt"], [])
    assert offered(sign_in("manager"), action) == []
    finish(client, action, **facts(action))
    assert offered(client, action) == []


def test_the_same_file_again_waits_once_and_under_another_name_it_is_said(world, sign_in):
    client, action = sign_in("police_lead"), world.police_action
    first, again = (send(client, action, note("a.txt")) for _ in range(2))
    assert again.content == first.content
    renamed = send(client, action, note("b.txt"))
    words = "It is the same file as “a.txt”, which is here already."
    assert (renamed.status_code, renamed.content.decode()) == (422, words)
    assert offered(client, action) == ["a.txt"]


def test_the_twenty_first_file_is_refused(world, sign_in, monkeypatch):
    monkeypatch.setattr(pending, "MOST_AT_ONCE", 1)
    client, action = sign_in("police_lead"), world.police_action
    send(client, action, note("a.txt", "One."))
    answer = send(client, action, note("b.txt", "Two."))
    assert (answer.status_code, answer.content.decode()) == (422, pending.TOO_MANY)


def test_its_owner_takes_a_file_away_and_nobody_else(world, sign_in):
    client, action = sign_in("police_lead"), world.police_action
    send(client, action, note("a.txt"))
    row = PendingUpload.objects.get()
    url = reverse("evidence:upload-remove", args=[row.public_id])
    assert sign_in("manager").post(url).status_code == 404
    assert offered(client, action) == ["a.txt"]
    assert client.post(url).status_code == 204
    assert (offered(client, action), client.post(url).status_code) == ([], 404)
    assert pending.sweep() == 1
    assert not evidence_storage().exists(row.file.name)


def test_a_file_that_was_taken_away_can_be_sent_again(world, sign_in):
    client, action, page = sign_in("police_lead"), world.police_action, str(uuid4())
    for _ in range(2):
        send(client, action, note("a.txt"), once=page)
        row = PendingUpload.objects.unused().latest("pk")
        client.post(reverse("evidence:upload-remove", args=[row.public_id]))
    send(client, action, note("a.txt"), once=page)
    assert offered(client, action) == ["a.txt"]


def test_what_is_left_out_is_not_offered_again(world, sign_in):
    client, action = sign_in("police_lead"), world.police_action
    for name in ("a.txt", "b.txt"):
        send(client, action, note(name, name))
    row = PendingUpload.objects.get(original_name="b.txt")
    finish(client, action, **facts(action, **{f"file-{row.public_id}-leave_out": "on"}))
    assert offered(client, action) == []
    assert list(Evidence.objects.values_list("title", flat=True)) == ["a"]


def test_without_a_session_it_leads_to_sign_in_and_back_to_the_page(world, sign_in):
    action = world.police_action
    answer = send(Client(), action, note("a.txt"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
    there = reverse("evidence:upload-add", args=[action.public_id])
    page = reverse("evidence:evidence-add", args=[action.public_id])
    assert sign_in("police_lead").get(there).url == page
    assert PendingUpload.objects.count() == 0


def test_a_post_of_another_site_is_refused(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.police_lead, "agencies.backends.EmailBackend")
    assert send(client, world.police_action, note("a.txt")).status_code == 403
    assert PendingUpload.objects.count() == 0


def test_the_same_file_as_an_item_is_linked_with_nothing_else_said(world, sign_in):
    there = add(world, title="First minutes")
    elsewhere = add_action(world, add_recommendation(world, agencies=(world.police,)))
    client = sign_in("police_lead")
    assert "Link it to" in send(client, elsewhere, upload()).content.decode()
    row = PendingUpload.objects.get()
    data = {"pending": [row.public_id], "once": str(uuid4())}
    data |= {f"file-{row.public_id}-{part}": text for part, text in CHOSEN.items()}
    for _ in range(2):  # the same post twice ends in the same way
        assert client.post(add_url(elsewhere), data).url == there.get_absolute_url()
    assert set(there.actions.all()) == {world.police_action, elsewhere}
    assert Evidence.objects.count() == 1


def test_no_link_is_offered_where_it_supports_the_action_or_is_not_ones_own(world, sign_in):
    add(world, title="First minutes")
    text = send(sign_in("police_lead"), world.police_action, upload()).content.decode()
    assert "It supports this action." in text
    assert "Link it to" not in text
    world.police_action.is_shared = True
    world.police_action.save()
    add(world, title="Shared", is_shared=True, file=note("n.txt"))
    text = send(sign_in("health_lead"), world.health_action, note("n.txt")).content.decode()
    assert "The same file is here already" in text
    assert "Link it to" not in text


def test_figures_of_several_files_are_counted_once(world, sign_in):
    client, action = sign_in("police_lead"), world.police_action
    for name in ("a.txt", "b.txt"):
        send(client, action, note(name, name))
    figure = {"label": "Workshops", "value": "5", "unit": "sessions"}
    row = {f"figure_1_{part}": value for part, value in figure.items()}
    finish(client, action, **facts(action, **row))
    items = Evidence.objects.order_by("title")
    assert [item.figures.count() for item in items] == [1, 0]


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_queries_the_same_for_1_and_20_files_that_are_there_already(
    world, sign_in, count, django_assert_num_queries
):
    client, action = sign_in("police_lead"), world.police_action
    for number in range(count):
        add(world, file=note(f"{number}.txt", f"Number {number}."))
        send(client, action, note(f"{number}.txt", f"Number {number}."))
    with django_assert_num_queries(12):
        assert len(offered(client, action)) == count


def test_the_field_takes_several_files_and_lets_a_phone_offer_its_camera(world, sign_in):
    page = sign_in("police_lead").get(add_url(world.police_action))
    attrs = page.context["form"].fields["file"].widget.attrs
    assert attrs.keys() == {"accept", "multiple"}  # no `capture`: files stay on offer
    kinds = set(attrs["accept"].split(","))
    assert kinds > {".pdf", ".heic", "image/png", "image/jpeg", "image/heic", "image/heif"}
