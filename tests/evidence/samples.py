"""Small real files of every kind, made here; and items of evidence, made through the services."""

import io
import zipfile
from datetime import date
from itertools import count

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from evidence import pending, services
from evidence.officefiles import MIMES
from tests.world import add_action, add_recommendation


def pdf(*objects, trailer=b""):
    """A whole PDF of one blank page; `objects` come beside it, `trailer` into its trailer."""
    body = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>",
        *objects,
    ]
    made, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(body, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(body) + 1
    return (
        made
        + b"xref\n0 %d\n0000000000 65535 f \n%b" % (count, table)
        + b"trailer\n<< /Size %d /Root 1 0 R %b>>\n" % (count, trailer)
        + b"startxref\n%d\n%%%%EOF\n" % len(made)
    )


def picture(kind, size=(4, 3)):
    stream = io.BytesIO()
    Image.new("RGB", size, "teal").save(stream, kind)
    return stream.getvalue()


def heic():
    stream = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (16, 16), "teal")).save(stream)
    return stream.getvalue()


PDF = pdf()
PNG, JPEG, HEIC = picture("PNG"), picture("JPEG"), heic()
EML = (
    b"From: lead@example.test\r\nTo: manager@example.test\r\nSubject: Audit\r\n"
    b"Date: Mon, 2 Nov 2026 09:30:00 +0000\r\n\r\n<html><body>Done.</body></html>\r\n"
)
CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
MSG = CFB + b"\0" * 70_000 + "__properties_version1.0".encode("utf-16-le") + b"\0" * 512
EXE = b"MZ" + b"\0" * 58 + b"\x80\0\0\0" + b"\0" * 64 + b"PE\0\0"


def office(ending, extra=(), says=None):
    """The bytes of a minimal office file; `extra`: further parts, as names or as name → bytes."""
    stream = io.BytesIO()
    mime = says or MIMES[ending]
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        if ending.startswith(".od"):
            archive.writestr("mimetype", mime)
        else:
            archive.writestr(
                "[Content_Types].xml",
                f'<Types><Override PartName="/x.xml" ContentType="{mime}.main+xml"/></Types>',
            )
        parts = extra if isinstance(extra, dict) else dict.fromkeys(extra, "x")
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


GOOD = {
    "minutes.pdf": PDF,
    "plan.docx": office(".docx"),
    "table.xlsx": office(".xlsx"),
    "slides.pptx": office(".pptx"),
    "plan.odt": office(".odt"),
    "table.ods": office(".ods"),
    "slides.odp": office(".odp"),
    "note.txt": b"One line.\n",
    "tiny.txt": b"x",
    "note in utf-16.txt": "Café\r\n".encode("utf-16"),
    "note in cp1252.txt": b"Caf\xe9 \x93quoted\x94\r\n",
    "numbers.csv": b"label,value,unit\nworkshops,5,sessions\n",
    "picture.PNG": PNG,
    "photo.jpg": JPEG,
    "photo.jpeg": JPEG,
    "photo.heic": HEIC,
    "mail.eml": EML,
    "mail.msg": MSG,
}


def upload(name="minutes.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


_serial = count(1)


def newer_file(name="minutes.pdf"):
    """Another file each time: the same one again is no newer version."""
    return upload(name, pdf(b"<< /Serial %d >>" % next(_serial)))


def facts(**changes):
    return {
        "title": "Minutes of the briefing",
        "kind": "document",
        "level": "output",
        "dated_on": date(2026, 10, 5),
        **changes,
    }


def add(world, person="police_lead", action=None, **changes):
    """An item, by the police lead on the police action where nothing else is said."""
    named = {"file", "figures", "also_supports", "agency", "answers"}
    services_own = {key: changes.pop(key) for key in list(changes) if key in named}
    if not (services_own.keys() & {"file", "figures"} or changes.get("url")):
        services_own["file"] = upload()
    return services.add_evidence(
        actor=world.fresh(person),
        action=action or world.police_action,
        **services_own,
        **facts(**changes),
    )


def serve_both(world):
    """The police lead leads for the police in Coast too. An action of theirs there."""
    membership = {"role": "agency_lead", "agency": world.police}
    world.police_lead.memberships.create(partnership=world.coast, **membership)
    there = add_recommendation(world, world.coast_review, (world.police,))
    return add_action(world, there, world.police, title="Brief the coast")


def add_url(action, way="file", names="no"):
    """The page of the add form, where the question about names has its answer."""
    query = {"kind": way, "names": names}
    return reverse("evidence:evidence-add", args=[action.public_id], query=query)


def waits(world, file=None, person="police_lead", action=None, token=""):
    """A file as it waits for what the person will say of it."""
    of = {"actor": world.fresh(person), "action": action or world.police_action}
    return pending.receive(file=file or upload(), token=token, **of)


def posted(**changes):
    """What the add form sends."""
    return {
        "title": "Minutes of the briefing",
        "kind": "document",
        "level": "output",
        "dated_on_day": "5",
        "dated_on_month": "10",
        "dated_on_year": "2026",
        "description": "",
        "marking": "official",
        **changes,
    }


def rows_and_files(settings):
    """How many rows and stored files there are: the same before and after what is refused."""
    from django.apps import apps

    from evidence.models import PendingUpload

    rows = {m.__name__: m.objects.count() for m in apps.get_app_config("evidence").get_models()}
    rows.pop("PendingUpload")  # files that wait are no evidence yet
    waiting = PendingUpload.objects.filter(evidence=None).count()
    folder = settings.STORAGES["evidence"]["OPTIONS"]["location"]
    return rows, sum(1 for path in folder.rglob("*") if path.is_file()) - waiting
