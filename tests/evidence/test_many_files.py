"""Several files with one form: each that is accepted is kept, each that is not says why."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from evidence import pending
from evidence.duplicates import same_bytes
from evidence.models import Evidence, PendingUpload, evidence_storage
from evidence.views.adding import ALREADY
from scr_tracker.errors import InvalidTransition
from tests.evidence.samples import PDF, add, add_url, facts, posted, upload, waits
from tests.world import add_action

pytestmark = pytest.mark.usefixtures("today")


def send(client, action, **changes):
    return client.post(add_url(action), posted(also_supports=[action.pk], **changes))


def texts(*names):
    return [upload(name, f"Text of {name}.".encode()) for name in names]


def titles():
    return sorted(Evidence.objects.values_list("title", flat=True))


def test_each_of_several_files_becomes_an_item_with_its_own_title(world, sign_in):
    send(sign_in("police_lead"), world.police_action, title="", file=texts("a.txt", "b.txt"))
    assert titles() == ["a", "b"]
    assert [e.versions.get().size for e in Evidence.objects.order_by("title")] == [14, 14]


def test_a_refused_file_says_why_beside_its_name_and_the_others_are_kept(world, sign_in):
    client, action = sign_in("police_lead"), world.police_action
    sent = [*texts("a.txt", "b.txt"), upload("run.exe", b"MZ")]
    page = send(client, action, title="", file=sent)
    assert page.context["form"].errors["file"] == ["run.exe: Programs are not accepted."]
    assert titles() == []
    kept = [row.upload.public_id for row in page.context["rows"]]
    again = {f"file-{key}-title": f"Title {n}" for n, key in enumerate(kept)}
    send(client, action, title="", pending=kept, **again)
    assert titles() == ["Title 0", "Title 1"]


def test_the_twenty_first_file_is_refused_and_twenty_are_kept(world, sign_in):
    names = [f"{n:02}.txt" for n in range(21)]
    page = send(sign_in("police_lead"), world.police_action, title="", file=texts(*names))
    assert [row.upload.original_name for row in page.context["rows"]] == names[:20]
    (said,) = page.context["form"].errors["file"]
    assert said.startswith("20.txt: At most 20 files")


def test_the_same_name_twice_is_two_files(world, sign_in):
    sent = [upload("a.txt", b"One."), upload("a.txt", b"Two.")]
    send(sign_in("police_lead"), world.police_action, title="Notes", file=sent)
    assert titles() == ["Notes: a", "Notes: a"]


def test_the_same_post_twice_makes_the_items_once(world, sign_in):
    token = str(uuid4())
    for _ in range(2):
        files = texts("a.txt", "b.txt")
        send(sign_in("police_lead"), world.police_action, title="", file=files, once=token)
    assert titles() == ["a", "b"]


def test_other_words_for_a_file_that_was_added_are_not_lost_in_silence(world, sign_in):
    client, token = sign_in("police_lead"), str(uuid4())
    send(client, world.police_action, title="First", file=texts("a.txt"), once=token)
    item = Evidence.objects.get()
    page = send(client, world.police_action, title="Second", file=texts("a.txt"), once=token)
    assert page.context["form"].errors["file"] == [ALREADY]
    assert f'href="{item.get_absolute_url()}"' in page.content.decode()
    assert page.context["form"]["title"].value() == "Second"
    done = [row.upload.public_id for row in page.context["tray"].done_rows]
    again = send(client, world.police_action, title="Second", done=done, once=token)
    assert again.context["form"].errors["file"] == [ALREADY]
    assert titles() == ["First"]


def test_figures_stay_where_a_post_has_linked_one_file_and_fails_on_the_next(world, sign_in):
    add(world, title="There", action=add_action(world), file=upload("there.txt", b"There."))
    add(world, title="Twin", file=upload("twin.txt", b"Twin."))
    client, action = sign_in("police_lead"), world.police_action
    sent = [upload("there.txt", b"There."), upload("twin.txt", b"Twin.")]
    long, token = "x" * 3999, str(uuid4())
    row = {"figure_1_label": "Schools", "figure_1_value": "9", "figure_1_unit": "schools"}
    page = send(client, action, title="", file=sent, description=long, once=token, **row)
    keys = [row.upload.public_id for row in page.context["rows"]]
    answers = {f"file-{key}-title": "Mine" for key in keys} | {"pending": keys, "once": token}
    answers |= {f"file-{keys[0]}-again": "link", f"file-{keys[1]}-again": "keep"}
    answers[f"file-{keys[1]}-why"] = "Another meeting"
    page = send(client, action, title="", description=long, **answers, **row)
    assert list(page.context["form"].errors) == ["description"]
    assert page.context["form"]["figure_1_label"].value() == "Schools"
    (done,) = page.context["tray"].done_rows
    assert done.upload.evidence.title == "There"
    assert page.context["tray"].where_figures_go.endswith("go with the first one, twin.txt.")
    answers |= {"pending": keys[1:], "done": keys[:1]}
    send(client, action, title="", **answers, **row)
    assert Evidence.objects.get(figures__label="Schools").title == "Mine"


def test_a_file_that_waits_for_another_action_is_no_file_here(world, sign_in):
    there = waits(world, token=str(uuid4()))
    other = add_action(world)
    page = send(sign_in("police_lead"), other, pending=[there.public_id])
    assert page.context["form"].errors["file"] == ["Choose a file"]
    assert titles() == []


def test_the_reason_to_keep_a_file_apart_is_never_cut(world, sign_in):
    add(world, title="First minutes")
    client, long = sign_in("police_lead"), "x" * 3990
    page = send(client, world.police_action, title="Mine", description=long, file=upload())
    key = page.context["rows"][0].upload.public_id
    answers = {f"file-{key}-title": "Mine", f"file-{key}-again": "keep", "pending": [key]}
    answers[f"file-{key}-why"] = "Another meeting"
    page = send(client, world.police_action, title="", description=long, **answers)
    assert page.context["form"].errors["description"] == [
        "Shorten it by 32 characters: your reason is added"
    ]
    send(client, world.police_action, title="", description=long[:3958], **answers)
    kept = Evidence.objects.get(title="Mine").description
    assert (len(kept), kept[:41]) == (4000, "Kept as a separate item: Another meeting\n")


@pytest.mark.parametrize("token", ["\x00", "x" * 70, "not a token"])
def test_a_token_that_is_none_of_ours_is_no_token(world, sign_in, token):
    send(sign_in("police_lead"), world.police_action, file=texts("a.txt"), once=token)
    assert list(PendingUpload.objects.values_list("token", flat=True)) == [""]


def test_a_waiting_file_of_somebody_else_is_no_file(world, sign_in):
    world.police_action.contributing_agencies.add(world.health)
    token = str(uuid4())
    theirs = waits(world, person="health_lead", token=token)
    page = send(sign_in("police_lead"), world.police_action, pending=[theirs.public_id])
    assert page.context["form"].errors["file"] == ["Choose a file"]
    assert titles() == []
    send(sign_in("health_lead"), world.police_action, pending=[theirs.public_id])
    assert titles() == ["Minutes of the briefing"]


def test_the_same_bytes_are_noticed_and_kept_apart_only_with_a_reason(world, sign_in):
    there, client = add(world, title="First minutes"), sign_in("police_lead")
    page = send(client, world.police_action, title="Mine", file=upload())
    (row,) = page.context["rows"]
    assert row.same.evidence == there
    assert there.get_absolute_url() in page.content.decode()
    assert titles() == ["First minutes"]
    key = f"file-{row.upload.public_id}"
    answers = {f"{key}-title": "Mine", f"{key}-again": "keep", "pending": [row.upload.public_id]}
    page = send(client, world.police_action, title="", **answers)
    assert page.context["rows"][0].errors == {"why": ["Say why it is kept apart"]}
    send(client, world.police_action, title="", **answers, **{f"{key}-why": "Another meeting"})
    kept = Evidence.objects.get(title="Mine")
    assert kept.description == "Kept as a separate item: Another meeting"


def test_nothing_is_told_of_an_item_that_the_person_may_not_see(world, sign_in):
    item = add(world, title="Secret minutes")
    digest = item.versions.get().sha256

    def told(person, action):
        return [
            each.evidence for each in same_bytes(world.fresh(person), action, [digest]).values()
        ]

    assert told("manager", world.health_action) == [item]
    assert told("health_lead", world.health_action) == []
    assert told("manager", world.coast_action) == []
    send(sign_in("health_lead"), world.health_action, title="Ours", file=upload())
    assert titles() == ["Ours", "Secret minutes"]


def test_the_sweep_takes_what_was_abandoned_and_what_is_evidence(world):
    names = ("fresh.txt", "old.txt", "used.txt")
    rows = [waits(world, each) for each in texts(*names)]
    now = timezone.now()
    PendingUpload.objects.filter(pk=rows[1].pk).update(received_at=now - timedelta(hours=25))
    item = add(world)
    hour = {"received_at": now - timedelta(hours=1), "evidence": item}
    PendingUpload.objects.filter(pk=rows[2].pk).update(**hour)
    assert (pending.sweep(), pending.sweep()) == (2, 0)
    assert list(PendingUpload.objects.all()) == [rows[0]]
    there = [evidence_storage().exists(row.file.name) for row in rows]
    assert there == [True, False, False]


def test_a_waiting_file_becomes_an_item_where_it_lies(world, sign_in):
    row = waits(world)
    send(sign_in("police_lead"), world.police_action, pending=[row.public_id])
    version = Evidence.objects.get().versions.get()
    assert (version.file.name, version.content_type) == (row.file.name, "application/pdf")
    PendingUpload.objects.update(received_at=timezone.now() - timedelta(hours=1))
    assert pending.sweep() == 1
    with version.open_stored() as stream:
        assert stream.read() == PDF


def test_a_file_that_has_waited_too_long_becomes_nothing(world):
    row = waits(world)
    PendingUpload.objects.update(received_at=timezone.now() - timedelta(hours=24))
    assert pending.sweep() == 0
    values = {"actor": world.fresh("police_lead"), "action": world.police_action, **facts()}
    with pytest.raises(InvalidTransition, match="no longer there"):
        pending.make_item(upload=row, **values)
    assert titles() == []


def test_one_waiting_file_is_one_item(world):
    row = waits(world)
    values = {"actor": world.fresh("police_lead"), "action": world.police_action, **facts()}
    pending.make_item(upload=row, **values)
    with pytest.raises(InvalidTransition, match="no longer there"):
        pending.make_item(upload=row, **values)  # by somebody who read the row before
    assert titles() == ["Minutes of the briefing"]


def test_nobody_fills_the_store_with_files_that_wait(world, monkeypatch):
    monkeypatch.setattr(pending, "MOST_WAITING", 1)
    waits(world, upload("a.txt", b"a"))
    with pytest.raises(InvalidTransition, match="Too many files of yours wait"):
        waits(world, upload("b.txt", b"b"))


def test_a_file_that_vanished_is_said_and_is_no_crash(world, sign_in):
    row = waits(world, ContentFile(PDF, "a.pdf"))
    evidence_storage().delete(row.file.name)
    page = send(sign_in("police_lead"), world.police_action, pending=[row.public_id])
    assert page.context["form"].errors["file"] == ["The file is no longer there. Choose it again."]
    assert titles() == []
