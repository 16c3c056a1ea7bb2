"""The formats of a report: what each is called, and the one way to write it."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from documents import pdf, web, word
from documents.names import safe
from documents.report import excel
from documents.report.model import Report
from documents.report.told import told


@dataclass(frozen=True)
class Format:
    """`key` is also the ending of the file."""

    key: str
    label: str
    content_type: str
    write: Callable[[Report], bytes]

    def name(self, report: Report) -> str:
        """ "Board report 2026-11-02.pdf"."""
        stem = safe(report.title, 100) or "Report"
        return f"{stem} {report.as_at.isoformat()}.{self.key}"


def as_html(report: Report) -> bytes:
    return web.page(report.title, report.marking, told(report)).encode()


def as_pdf(report: Report) -> bytes:
    return pdf.write(
        report.title, report.marking, told(report), author=report.made_by, at=report.made_at
    )


def as_word(report: Report) -> bytes:
    out = BytesIO()
    word.write(
        out,
        report.title,
        report.marking,
        told(report),
        report.made_by,
        report.made_at,
        is_upright=True,
    )
    return out.getvalue()


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    each.key: each
    for each in (
        Format("pdf", "PDF", "application/pdf", as_pdf),
        Format("docx", "Word", f"{_OFFICE}.wordprocessingml.document", as_word),
        Format("xlsx", "Excel", f"{_OFFICE}.spreadsheetml.sheet", excel.write),
        Format("html", "Web page", "text/html; charset=utf-8", as_html),
    )
}
