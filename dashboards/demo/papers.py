"""The small files that stand for evidence. Each says in words that it is demo evidence."""

import csv
import io
import textwrap
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from dashboards.demo.rows import EvidenceRow

NOTICE = "Demo evidence, made by the demo of SCR Tracker. It is no document of any organisation."


#: Pixels of a drawn page, its margin and its lines; letters of a line.
PAGE, MARGIN, LINE, LETTERS = (620, 877), 60, 26, 50


def paper(row: EvidenceRow) -> SimpleUploadedFile:
    """The file of an evidence row, of the kind that its name says; a table holds its figures."""
    ending = row.file.rpartition(".")[2]
    write = WRITERS.get(ending, _plain)
    return SimpleUploadedFile(row.file, write(row))


def _plain(row: EvidenceRow) -> bytes:
    return _page(row).encode()


def _drawn(row: EvidenceRow, kind: str) -> bytes:
    page = Image.new("RGB", PAGE, "white")
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 0, PAGE[0], MARGIN // 2), fill="#17525c")
    text = "\n".join("\n".join(textwrap.wrap(line, LETTERS)) for line in _page(row).splitlines())
    font = ImageFont.load_default(size=18)
    pen.multiline_text((MARGIN, MARGIN), text, fill="#0b0c0c", font=font, spacing=LINE - 18)
    out = io.BytesIO()
    note = PngInfo()
    note.add_text("Description", NOTICE)
    # Each kind takes its own of these and leaves the others.
    page.save(out, kind, title=row.title, subject=NOTICE, pnginfo=note)
    return out.getvalue()


def _word(row: EvidenceRow) -> bytes:
    document = Document()
    document.core_properties.title = row.title
    document.core_properties.author = ""
    document.add_heading(row.title, 1)
    for paragraph in _page(row).split("\n\n"):
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _table(row: EvidenceRow) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerows([[NOTICE], [row.title], ["What", "Number", "Unit"]])
    writer.writerows([figure.label, f"{figure.value:f}", figure.unit] for figure in row.figures)
    return written.getvalue().encode()


def _page(row: EvidenceRow) -> str:
    figures = [f"{figure.label}: {figure.value:f} {figure.unit}" for figure in row.figures]
    parts = [NOTICE, row.title, row.description, "\n".join(figures), row.dated.note]
    return "\n\n".join(part for part in parts if part) + "\n"


WRITERS: dict[str, Callable[[EvidenceRow], bytes]] = {
    "csv": _table,
    "docx": _word,
    "pdf": lambda row: _drawn(row, "PDF"),
    "png": lambda row: _drawn(row, "PNG"),
}
