"""Small real files of every kind, made here; and items of evidence, made through the services."""

import io
import zipfile
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from evidence import services
from evidence.officefiles import MIMES

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde"
    b"\0\0\0\x0cIDATx\x9cc\xf8\xcf\xc0\0\0\3\1\1\0\xc9\xfe\x92\xef\0\0\0\0IEND\xaeB`\x82"
)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 32
EML = (
    b"From: lead@example.test\r\nTo: manager@example.test\r\nSubject: Audit\r\n"
    b"Date: Mon, 2 Nov 2026 09:30:00 +0000\r\n\r\n<html><body>Done.</body></html>\r\n"
)
CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
MSG = CFB + b"\0" * 70_000 + "__properties_version1.0".encode("utf-16-le") + b"\0" * 512
EXE = b"MZ" + b"\0" * 58 + b"\x80\0\0\0" + b"\0" * 64 + b"PE\0\0"


def office(ending, extra=(), says=None):
    """The bytes of a minimal office file; `extra`: names of further parts."""
    stream = io.BytesIO()
    mime = says or MIMES[ending]
    with zipfile.ZipFile(stream, "w") as archive:
        if ending.startswith(".od"):
            archive.writestr("mimetype", mime)
        else:
            archive.writestr(
                "[Content_Types].xml",
                f'<Types><Override PartName="/x.xml" ContentType="{mime}.main+xml"/></Types>',
            )
        for name in extra:
            archive.writestr(name, "x")
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
    named = {"file", "figures", "also_supports", "agency"}
    services_own = {key: changes.pop(key) for key in list(changes) if key in named}
    if not (services_own.keys() & {"file", "figures"} or changes.get("url")):
        services_own["file"] = upload()
    return services.add_evidence(
        actor=world.fresh(person),
        action=action or world.police_action,
        **services_own,
        **facts(**changes),
    )


def posted(**changes):
    """What the add form sends."""
    return {
        "names_person": "no",
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

    rows = {m.__name__: m.objects.count() for m in apps.get_app_config("evidence").get_models()}
    folder = settings.STORAGES["evidence"]["OPTIONS"]["location"]
    return rows, sum(1 for path in folder.rglob("*") if path.is_file())
