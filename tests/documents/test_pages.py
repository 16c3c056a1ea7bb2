"""Asking for a pack, seeing how far it is, taking it; and the managers' log."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from documents import packing, services
from documents.models import Pack, PackDownload
from evidence.models import Evidence, EvidenceDownload, EvidenceVersion, evidence_storage
from scr_tracker.errors import InvalidTransition
from tests.documents.packs import ask, make
from tests.evidence.samples import PDF, add, upload
from tests.world import add_review


def url(name, thing):
    return reverse(f"documents:{name}", args=[thing.public_id])


def text(answer):
    return " ".join(answer.content.decode().split())


def test_review_and_recommendation_lead_to_the_question(world, sign_in):
    client = sign_in("police_lead")
    page = text(client.get(world.review.get_absolute_url()))
    assert url("review-pack-add", world.review) in page
    page = text(client.get(world.recommendation.get_absolute_url()))
    assert url("recommendation-pack-add", world.recommendation) in page
    assert reverse("documents:pack-list") in text(client.get("/"))


def test_the_question_says_how_much_there_is_for_the_person(world, sign_in, today):
    item = add(world)
    size = item.versions.get().size
    address = url("recommendation-pack-add", world.recommendation)
    assert f"now that is 1 file ({size} bytes)." in text(sign_in("manager").get(address))
    assert "now that is no files." in text(sign_in("health_lead").get(address))
    EvidenceVersion.objects.update(scan_state="infected")
    assert "now that is no files." in text(sign_in("manager").get(address))


def test_the_pages_carry_the_marking_of_what_is_in_the_pack(world, sign_in, today):
    """The script takes over what the part says that it asks for while the pack is made."""
    address = url("recommendation-pack-add", world.recommendation)
    strip = "<p>OFFICIAL-SENSITIVE</p>"
    assert strip not in text(sign_in("manager").get(address))
    Evidence.objects.filter(pk=add(world).pk).update(marking="official_sensitive")
    page = text(sign_in("manager").get(address))
    assert (strip in page, "its marking, OFFICIAL-SENSITIVE, asks" in page) == (True, True)
    assert strip not in text(sign_in("health_lead").get(address))
    pack = make(world)
    part = text(sign_in("manager").get(url("pack-progress", pack)))
    assert 'data-marking="OFFICIAL-SENSITIVE"' in part
    assert strip in text(sign_in("manager").get(pack.get_absolute_url()))


def test_asking_leads_to_its_page_and_asking_twice_to_the_same(
    world, sign_in, django_capture_on_commit_callbacks, monkeypatch
):
    queued = []
    monkeypatch.setattr("documents.tasks.make_pack.delay", queued.append)
    client, address = sign_in("board_member"), url("review-pack-add", world.review)
    with django_capture_on_commit_callbacks(execute=True):
        first = client.post(address, {"once": "a"})
        second = client.post(address, {"once": "b"})
    pack = Pack.objects.get()
    assert first.url == second.url == pack.get_absolute_url()
    assert queued == [pack.pk]
    signed = (pack.recorded_by_name, pack.recorded_by_role, pack.recommendation)
    assert signed == ("Board Member", "Board member", None)


def test_nobody_has_more_than_five_waiting(world, today):
    for _ in range(services.MOST_AT_ONCE):
        ask(world, review=add_review(world))
    with pytest.raises(InvalidTransition, match="Wait until one"):
        ask(world)


def test_the_page_tells_how_far_it_is_and_offers_the_file_when_ready(world, sign_in, today):
    add(world)
    pack, client = ask(world), sign_in("manager")
    address = url("pack-progress", pack)
    waiting = text(client.get(address))
    assert ("data-unfinished" in waiting, "Waiting to be made" in waiting) == (True, True)
    packing.claim(pack.pk)
    Pack.objects.update(done=1, total=3)
    assert "1 of 3 steps done" in text(client.get(address))
    assert 'src="/static/js/pack.js"' in text(client.get(pack.get_absolute_url()))
    Pack.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    packing.make(pack.pk)
    ready = text(client.get(address))
    assert ("data-unfinished" in ready, url("pack-download", pack) in ready) == (False, True)
    assert "1 file and the index" in ready
    page = text(client.get(pack.get_absolute_url()))
    assert ("pack.js" in page, url("pack-download", pack) in page) == (False, True)


def test_a_failed_one_says_why_and_leads_to_a_new_one(world, sign_in, today, settings):
    add(world)
    add(world, title="More", file=upload(content=PDF + b"\n"))
    settings.PACK_MAX_FILES = 1
    pack = make(world)
    assert pack.state == "failed"
    page = text(sign_in("manager").get(pack.get_absolute_url()))
    assert "There are 2 files; a pack holds 1 at most." in page
    assert url("review-pack-add", world.review) in page
    question = text(sign_in("manager").get(url("review-pack-add", world.review)))
    assert ("a pack holds 1 at most" in question, "Make the pack</button>" in question) == (
        *(True, False),
    )


def test_it_is_sent_whole_as_an_attachment_and_both_logs_say_so(world, sign_in, today):
    item = add(world)
    pack = make(world, "board_member")
    answer = sign_in("board_member").get(url("pack-download", pack))
    body = b"".join(answer)
    assert len(body) == pack.size == int(answer["Content-Length"])
    assert {name: answer[name] for name in ("Content-Type", "Content-Disposition")} == {
        "Content-Type": "application/zip",
        "Content-Disposition": 'attachment; filename="Clare evidence pack 2026-11-02.zip"',
    }
    assert answer["Cache-Control"] == "private, no-store"
    row = PackDownload.objects.get()
    assert (row.pack, row.recorded_by_name) == (pack, "Board Member")
    of_file = EvidenceDownload.objects.get()
    assert (of_file.version.evidence, of_file.recorded_by_name) == (item, "Board Member")
    page = text(sign_in("manager").get(reverse("documents:pack-log", args=[world.city.public_id])))
    assert "Board Member" in page
    assert "1 time, last on 2 November 2026" in page


def test_head_sends_and_logs_nothing_and_an_unready_one_leads_to_its_page(world, sign_in, today):
    add(world)
    client, pack = sign_in("manager"), ask(world)
    answer = client.get(url("pack-download", pack))
    assert (answer.status_code, answer.url) == (302, pack.get_absolute_url())
    packing.make(pack.pk)
    answer = client.head(url("pack-download", pack))
    assert (answer.status_code, answer.content) == (200, b"")
    assert client.post(url("pack-download", pack)).status_code == 405
    assert PackDownload.objects.count() == EvidenceDownload.objects.count() == 0


def test_head_ends_no_pack(world, sign_in, today):
    item = add(world)
    client, pack = sign_in("manager"), make(world)
    item.versions.update(scan_state="infected")
    assert client.head(url("pack-download", pack)).status_code == 409
    assert Pack.objects.get().state == "ready"
    item.versions.update(scan_state="not_checked")
    assert client.get(url("pack-download", pack)).status_code == 200


def test_a_store_that_does_not_answer_is_said_in_words(world, sign_in, today):
    add(world)
    pack = make(world)
    evidence_storage().delete(str(pack.file))
    answer = sign_in("manager").get(url("pack-download", pack))
    assert answer.status_code == 503
    assert "could not be read from the store" in text(answer)
    assert (PackDownload.objects.count(), Pack.objects.get().state) == (0, "ready")


def test_the_log_leaves_out_reviews_that_the_manager_may_not_see(world, sign_in, today):
    make(world, "board_member")
    client, log = sign_in("manager"), reverse("documents:pack-log", args=[world.city.public_id])
    assert "Board Member" in text(client.get(log))
    world.review.is_restricted = True
    world.review.save()
    assert "Board Member" not in text(client.get(log))


def test_lists_cost_the_same_for_1_pack_and_for_30(
    world, sign_in, today, django_assert_num_queries
):
    client = sign_in("manager")
    log = reverse("documents:pack-log", args=[world.city.public_id])
    for _ in range(2):
        ask(world, review=add_review(world))
        with django_assert_num_queries(7):
            assert client.get(reverse("documents:pack-list")).status_code == 200
        with django_assert_num_queries(8):
            assert client.get(log).status_code == 200
        Pack.objects.update(state="failed", reason="Too large.")
        for _ in range(29):
            pack = ask(world, review=add_review(world))
            Pack.objects.filter(pk=pack.pk).update(state="failed", reason="Too large.")


def test_site_administrators_look_and_change_nothing(world, client, today):
    add(world)
    pack = make(world)
    administrator = get_user_model().objects.create_superuser("admin@example.test", "x", name="A")
    client.force_login(administrator, "agencies.backends.EmailBackend")
    for model in ("pack", "packdownload"):
        assert client.get(reverse(f"admin:documents_{model}_changelist")).status_code == 200
        assert client.get(reverse(f"admin:documents_{model}_add")).status_code == 403
    address = reverse("admin:documents_pack_change", args=[pack.pk])
    page = client.get(address).content.decode()
    assert str(pack.file) not in page
    assert client.post(address, {}).status_code == 403
    assert client.post(reverse("admin:documents_pack_delete", args=[pack.pk])).status_code == 403
