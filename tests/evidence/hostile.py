"""A corpus of hostile files, each made here: (name as sent, bytes, what is said of it)."""

import io
import struct
import zipfile
import zlib

from evidence import refusals
from tests.evidence.clamd import EICAR
from tests.evidence.samples import CFB, EXE, HEIC, JPEG, PDF, PNG, office, pdf, picture

MISMATCH = "that is not what is in the file. Open it in its own program"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
GIF_SCRIPT = b"GIF89a/*" + b"\0" * 32 + b"*/=1;alert(1);//"


def zipped(parts, packing=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def locked_zip():
    """Every entry says that it is encrypted."""
    raw = bytearray(office(".docx"))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(signature)
        while at >= 0:
            raw[at + place] |= 1
            at = raw.find(signature, at + 4)
    return bytes(raw)


def lying(told):
    """A part of 12 MB in a document whose table says that it has `told` bytes."""
    content = b"\0" * (12 * 1024 * 1024)
    raw = bytearray(office(".docx", {"word/document.xml": content}))
    crc = zlib.crc32(content[:told])
    for signature, place in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        at = raw.rfind(signature)
        struct.pack_into("<L", raw, at + place, crc)
        struct.pack_into("<L", raw, at + place + 8, told)
    return bytes(raw)


def crowded(count):
    return office(".xlsx", {f"x{n}": b"" for n in range(count)})


def nested(levels, kind=".docx"):
    made = office(kind)
    for _ in range(levels):
        made = office(kind, {"word/embeddings/inner.docx": made})
    return made


def wide_png(width, height):
    """A PNG whose header says so; there are no pixels behind it."""
    header = struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return PNG[:8] + struct.pack(">L", 13) + chunk + struct.pack(">L", zlib.crc32(chunk)) + PNG[33:]


def wide_jpeg(width, height):
    at = JPEG.index(b"\xff\xc0") + 5
    return JPEG[:at] + struct.pack(">2H", height, width) + JPEG[at + 4 :]


def wide_heic(width, height):
    at = HEIC.index(b"ispe") + 8
    return HEIC[:at] + struct.pack(">2L", width, height) + HEIC[at + 8 :]


def old_office(stream):
    return CFB + stream.encode("utf-16-le") + b"\0" * 512


def manifest(words):
    return {"META-INF/manifest.xml": f"<manifest:manifest>{words}</manifest:manifest>"}


MACROS = {
    "macro in docx": ("plan.docx", office(".docx", ["word/vbaProject.bin"])),
    "macro in xlsx": ("table.xlsx", office(".xlsx", ["xl/vbaProject.bin"])),
    "macro in pptx": ("slides.pptx", office(".pptx", ["ppt/vbaProject.bin"])),
    "macro under another name": (
        "plan.docx",
        office(".docx", {"word/media/picture1.png": old_office("_VBA_PROJECT")}),
    ),
    "macro in a table within": (
        "plan.docx",
        office(".docx", {"word/embeddings/t.xlsx": office(".xlsx", ["xl/vbaProject.bin"])}),
    ),
    "macro sheet of Excel 4": ("table.xlsx", office(".xlsx", ["xl/macrosheets/sheet1.xml"])),
}
LOCKED = {
    "docx with a password": ("plan.docx", old_office("EncryptedPackage")),
    "xlsx with a password": ("table.xlsx", old_office("EncryptedPackage")),
    "encrypted parts": ("plan.docx", locked_zip()),
    "odt with a password": ("plan.odt", office(".odt", manifest("<manifest:encryption-data/>"))),
    "pdf with a password": ("minutes.pdf", pdf(b"<< /V 4 >>", trailer=b"/Encrypt 4 0 R ")),
    "pdf with a password, its name escaped": (
        "minutes.pdf",
        pdf(b"<< /V 4 >>", trailer=b"/#45nc#72yp#74 4 0 R "),
    ),
    "pdf with a password, all of its name escaped": (
        "minutes.pdf",
        pdf(b"<< /V 4 >>", trailer=b"/#45#6E#63#72#79#70#74\0 4\n0 R "),
    ),
}
TWO_IN_ONE = {
    "pdf with a zip behind": ("minutes.pdf", PDF + zipped({"run.js": b"x"})),
    "zip around a pdf": ("minutes.pdf", PDF[:9] + zipped({"run.js": b"x"}) + PDF[9:]),
    "pdf and web page": ("minutes.pdf", PDF[:9] + HTML + PDF[9:]),
    "pdf and script behind": ("minutes.pdf", PDF + b"<script>alert(1)</script>"),
    "pdf with a film behind": ("minutes.pdf", PDF + b"\1\2\3\4" * 5000),
    "png with a zip behind": ("picture.png", PNG + zipped({"run.js": b"x"})),
    "jpeg with php behind": ("photo.jpg", JPEG + b"<?php system($_GET[0]); ?>"),
    "jpeg with a page inside": ("photo.jpg", JPEG[:20] + HTML + JPEG[20:]),
    "png that is a pdf too": ("picture.png", PNG[:33] + PDF + PNG[33:]),
    "heic with a zip behind": ("photo.heic", HEIC + zipped({"run.js": b"x"})),
}
BOMBS = {
    "one huge part": ("plan.docx", office(".docx", {"word/a.xml": b"\0" * (11 * 1024 * 1024)})),
    "part that hides its size": ("plan.docx", lying(told=100)),
    "bomb in a table within": (
        "plan.docx",
        office(".docx", {"e/t.xlsx": office(".xlsx", {"xl/a.xml": b"\0" * (11 * 1024 * 1024)})}),
    ),
}
PIXELS = {
    "png of 10,001 by 10,000": ("picture.png", wide_png(10_001, 10_000)),
    "jpeg of 65,535 by 65,535": ("photo.jpg", wide_jpeg(65_535, 65_535)),
    "heic of 60,000 by 60,000": ("photo.heic", wide_heic(60_000, 60_000)),
}
CASES = {
    **{key: (*case, refusals.MACROS) for key, case in MACROS.items()},
    **{key: (*case, refusals.LOCKED) for key, case in LOCKED.items()},
    **{key: (*case, refusals.TWO_IN_ONE) for key, case in TWO_IN_ONE.items()},
    **{key: (*case, refusals.UNPACKS_TOO_BIG) for key, case in BOMBS.items()},
    **{key: (*case, "million") for key, case in PIXELS.items()},
    "too many parts": ("table.xlsx", crowded(10_001), refusals.TOO_MANY_PARTS),
    "nested too deeply": ("plan.docx", nested(3), refusals.NESTED),
    "archive in a document": (
        "plan.docx",
        office(".docx", {"word/media/a.bin": zipped({"a.txt": b"x"})}),
        refusals.ARCHIVE_INSIDE,
    ),
    "rar in a document": (
        "plan.docx",
        office(".docx", {"word/media/a.bin": b"Rar!\x1a\x07\x01\0" + b"x" * 99}),
        refusals.ARCHIVE_INSIDE,
    ),
    "program in a document": (
        "slides.pptx",
        office(".pptx", {"ppt/media/image1.png": EXE}),
        refusals.PROGRAM_INSIDE,
    ),
    "web page before a docx": ("plan.docx", HTML + office(".docx"), refusals.WEB_PAGE),
    "something behind a docx": ("plan.docx", office(".docx") + b"x" * 99, MISMATCH),
    "two tables of types": (
        "plan.docx",
        office(".docx", {"[CONTENT_TYPES].xml": b"<Types/>"}),
        MISMATCH,
    ),
    "entities in the table of types": (
        "plan.docx",
        zipped({"[Content_Types].xml": b'<!DOCTYPE t [<!ENTITY a "b">]><Types/>'}),
        MISMATCH,
    ),
    "old Word file as docx": ("plan.docx", old_office("WordDocument"), refusals.OLD),
    "zip as docx": ("plan.docx", zipped({"a.txt": b"x"}), MISMATCH),
    "zip as pdf": ("minutes.pdf", zipped({"a.txt": b"x"}), refusals.ARCHIVE),
    "zip": ("all.zip", zipped({"a.txt": b"x"}), refusals.ARCHIVE),
    "EICAR in a zip": ("all.zip", zipped({"eicar.com": EICAR}), refusals.ARCHIVE),
    "EICAR as a program": ("eicar.com", EICAR, refusals.PROGRAM),
    "program": ("setup.exe", EXE, refusals.PROGRAM),
    "program as pdf": ("minutes.pdf", EXE, refusals.PROGRAM),
    "program as text": ("note.txt", EXE, refusals.PROGRAM),
    "two endings": ("minutes.pdf.exe", PDF, refusals.PROGRAM),
    "reversed ending": ("minutes\u202efdp.exe", PDF, refusals.PROGRAM),
    "null byte in the name": ("minutes.pdf\0.exe", PDF, refusals.PROGRAM),
    "dot behind the ending": ("setup.exe. ", EXE, refusals.PROGRAM),
    "stream of a name": ("minutes.pdf:run.exe", EXE, refusals.PROGRAM),
    "web page": ("page.html", HTML, refusals.WEB_PAGE),
    "web page as pdf": ("minutes.pdf", HTML, refusals.WEB_PAGE),
    "web page as text": ("note.txt", b"A note\n" + HTML, refusals.WEB_PAGE),
    "drawing": ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", refusals.WEB_PAGE),
    "drawing as png": (
        "drawing.png",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
        refusals.WEB_PAGE,
    ),
    "gif that is a script": ("picture.png", GIF_SCRIPT, MISMATCH),
    "gif": ("picture.gif", picture("GIF"), "Save it as PNG, JPEG or PDF"),
    "png of no pixels": ("picture.png", wide_png(0, 5), refusals.DAMAGED_PICTURE),
    "png cut in its header": ("picture.png", PNG[:20], refusals.DAMAGED_PICTURE),
    "heic without a picture": ("photo.heic", HEIC[:40], refusals.DAMAGED_PICTURE),
    "pdf cut in half": ("minutes.pdf", PDF[: len(PDF) // 2], refusals.CUT_OFF),
    "pdf without its last line": ("minutes.pdf", PDF[:-7], refusals.CUT_OFF),
    "pdf cut behind an earlier end": ("minutes.pdf", PDF + PDF[9:200], refusals.CUT_OFF),
    "pdf without a pointer": ("minutes.pdf", b"%PDF-1.4\n%%EOF\n", refusals.CUT_OFF),
    "docx cut in half": ("plan.docx", office(".docx")[:-60], MISMATCH),
    "script as text": ("note.txt", b"#!/bin/sh\nrm -r x\n", refusals.PROGRAM),
    "nothing": ("minutes.pdf", b"", refusals.EMPTY),
    "no readable name": ("\u202e\u200f", PDF, refusals.NAMELESS),
    "5,000 letters and no ending": ("x" * 5000, PDF, "has no ending"),
    "5,000 letters of ending": ("a." + "x" * 5000, PDF, "has no ending"),
}
#: Accepted as what they are, under a name that does no harm: (name, bytes, name that is kept).
HARMLESS = {
    "path": ("../../../etc/cron.d/minutes.pdf", PDF, "minutes.pdf"),
    "path of Windows": ("..\\..\\Windows\\minutes.pdf", PDF, "minutes.pdf"),
    "line ends": ("a\r\nSet-Cookie: x=1.pdf", PDF, "a Set-Cookie: x=1.pdf"),
    "5,000 letters": ("x" * 5000 + ".pdf", PDF, "x" * 251 + ".pdf"),
    "reversed": ("min\u202eutes.pdf", PDF, "minutes.pdf"),
    "markup": ("<img src=x onerror=alert(1)>.pdf", PDF, "<img src=x onerror=alert(1)>.pdf"),
}
