"""The small files that stand for evidence. Each says in words that it is demo evidence."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile

from dashboards.demo.rows import EvidenceRow

NOTICE = "Demo evidence, made by the demo of SCR Tracker. It is no document of any organisation."


def paper(row: EvidenceRow) -> SimpleUploadedFile:
    """The file of an evidence row: its figures as CSV, or what is said of it as plain text."""
    if row.file.endswith(".csv"):
        return SimpleUploadedFile(row.file, _table(row).encode(), "text/csv")
    return SimpleUploadedFile(row.file, _page(row).encode(), "text/plain")


def _table(row: EvidenceRow) -> str:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerows([[NOTICE], [row.title], ["What", "Number", "Unit"]])
    writer.writerows([figure.label, f"{figure.value:f}", figure.unit] for figure in row.figures)
    return written.getvalue()


def _page(row: EvidenceRow) -> str:
    figures = [f"{figure.label}: {figure.value:f} {figure.unit}" for figure in row.figures]
    parts = [NOTICE, row.title, row.description, "\n".join(figures), row.dated.note]
    return "\n\n".join(part for part in parts if part) + "\n"
