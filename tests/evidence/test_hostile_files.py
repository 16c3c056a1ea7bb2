"""Hostile files: each is refused with a message that helps, or kept and found by the scanner."""

import html

import pytest
from django.core.exceptions import ValidationError
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from evidence import filetypes
from evidence.models import EvidenceVersion, PendingUpload
from evidence.pending import MOST_AT_ONCE
from scr_tracker.errors import LONG_NAME
from tests.evidence import hostile
from tests.evidence.samples import GOOD, PDF, add_url, office, posted, rows_and_files, upload


class Sent:
    """A file as a form sends it, without Django's own cleaning of its name."""

    def __init__(self, name, content):
        self.name, self.content = name, content

    def check(self):
        return filetypes.check(upload("x", self.content), self.name)


@pytest.mark.parametrize("case", hostile.CASES)
def test_hostile_file_is_refused_with_what_to_do(case):
    name, content, words = hostile.CASES[case]
    with pytest.raises(ValidationError) as refused:
        Sent(name, content).check()
    (message,) = refused.value.messages
    assert words in message


@pytest.mark.parametrize("case", hostile.HARMLESS)
def test_hostile_name_of_a_good_file_is_cleaned(case):
    name, content, kept = hostile.HARMLESS[case]
    assert Sent(name, content).check() == (kept, "application/pdf")


def test_limits_themselves_are_accepted(settings):
    settings.EVIDENCE_PARTS_MAX, settings.EVIDENCE_PIXELS_MAX = 4, 100_000_000
    assert Sent("table.xlsx", hostile.crowded(3)).check()
    assert Sent("picture.png", hostile.wide_png(10_000, 10_000)).check()
    with pytest.raises(ValidationError, match="too many parts"):
        Sent("table.xlsx", hostile.crowded(4)).check()


def test_a_document_in_a_document_in_a_document_is_accepted():
    assert Sent("plan.docx", hostile.nested(2)).check()


def test_unpacked_size_is_limited_for_what_packs_badly_too(settings):
    settings.EVIDENCE_UNPACKED_MAX_BYTES = 1000
    with pytest.raises(ValidationError, match="unpacks to far more"):
        Sent("plan.docx", office(".docx", {"a.xml": bytes(range(256)) * 4})).check()


def test_one_byte_over_the_limit_is_refused_and_the_limit_is_not(settings):
    settings.EVIDENCE_MAX_BYTES = len(PDF)
    assert Sent("minutes.pdf", PDF).check()
    with pytest.raises(ValidationError, match="The file is bigger than"):
        Sent("minutes.pdf", PDF + b"\n").check()


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_file_cut_anywhere_is_taken_as_its_type_or_refused_with_a_reason(name, share):
    content = GOOD[name][: int(len(GOOD[name]) * share)] or b"x"
    try:
        outcome = Sent(name, content).check()
    except ValidationError as refused:  # and nothing else
        (outcome,) = refused.messages
    is_refused = isinstance(outcome, str) and outcome.endswith(".")
    assert is_refused or outcome == Sent(name, GOOD[name]).check()


def batches(cases):
    """As many as one form takes, and of names that a browser can send."""
    found = [(key, cases[key]) for key in sorted(cases) if cases[key][0].isprintable()]
    return [found[start : start + MOST_AT_ONCE] for start in range(0, len(found), MOST_AT_ONCE)]


@pytest.mark.parametrize("batch", batches(hostile.CASES), ids=lambda batch: batch[0][0])
def test_the_page_says_of_each_what_to_do_and_keeps_nothing(world, sign_in, settings, batch):
    before = rows_and_files(settings)
    files = [upload(name, content) for _, (name, content, _) in batch]
    page = sign_in("police_lead").post(add_url(world.police_action), posted(title="", file=files))
    assert page.status_code == 200
    said = page.context["form"].errors["file"]
    assert len(said) == len(batch)
    for (key, (*_, words)), message in zip(batch, said, strict=True):
        assert words in message, key
    text = html.unescape(page.content.decode())
    assert [message for message in said if message not in text] == []
    assert rows_and_files(settings) == before
    assert not PendingUpload.objects.exists()


def test_the_page_takes_one_of_each_kind(world, sign_in):
    kinds = {content: name for name, content in GOOD.items()}  # the same bytes are taken once
    files = [upload(name, content) for content, name in kinds.items()]
    sent = posted(title="", file=files, also_supports=[world.police_action.pk])
    assert sign_in("police_lead").post(add_url(world.police_action), sent).status_code == 302
    kept = EvidenceVersion.objects.order_by("pk").values_list("original_name", "size")
    assert list(kept) == [(name, len(content)) for content, name in kinds.items()]


def send_named(client, url, name, **more):
    """A form as a browser sends it: Django's test client would cut the name of the file."""
    body = encode_multipart(BOUNDARY, more | {"file": upload("NAME.pdf")})
    assert body.count(b"NAME.pdf") == 1
    body = body.replace(b"NAME.pdf", name.encode())
    headers = {"X-CSRFToken": "any"} if url.endswith("/files/") else {}
    return client.generic("POST", url, body, MULTIPART_CONTENT, headers=headers)


def one_by_one(action):
    return reverse("evidence:upload-add", args=[action.public_id])


LONG = ["x" * 4986, "x" * 5000, "é" * 4986]


@pytest.mark.parametrize("stem", LONG, ids=["4,990", "5,004", "4,990 of two bytes"])
def test_a_name_of_5_000_letters_is_kept_cut(world, sign_in, stem):
    client, action = sign_in("police_lead"), world.police_action
    sent = posted(also_supports=[action.pk])
    assert send_named(client, add_url(action), f"{stem}.pdf", **sent).status_code == 302
    assert EvidenceVersion.objects.get().original_name == stem[:251] + ".pdf"
    again = send_named(client, one_by_one(action), f"{stem}.pdf")
    assert again.status_code == 201
    assert PendingUpload.objects.unused().get().original_name == stem[:251] + ".pdf"


def test_a_name_without_end_is_said_to_be_too_long(world, sign_in, settings):
    client, action, name = sign_in("police_lead"), world.police_action, "x" * 40_000 + ".pdf"
    before = rows_and_files(settings)
    page = send_named(client, add_url(action), name, **posted(also_supports=[action.pk]))
    assert page.status_code == 400
    assert "its name may be too long: give it a name of at most 255" in page.content.decode()
    row = send_named(client, one_by_one(action), name)
    assert (row.status_code, row.content.decode()) == (422, LONG_NAME)
    assert rows_and_files(settings) == before


@pytest.mark.parametrize(
    ("case", "advice"),
    [
        (
            "docx with a password",
            "Remove the password: save a copy without it, or print the file to a new PDF, "
            "and choose that.",
        ),
        ("macro in docx", "Save a copy without them, or as PDF, and choose that."),
        ("old Word file as docx", "Save it as .docx, .xlsx, .pptx or PDF and choose that."),
        ("pdf cut in half", "Save it again, or have it sent again, and choose that."),
    ],
)
def test_a_refusal_ends_with_what_to_do(case, advice):
    name, content, _ = hostile.CASES[case]
    with pytest.raises(ValidationError) as refused:
        Sent(name, content).check()
    assert refused.value.messages[0][-len(advice) :] == advice
