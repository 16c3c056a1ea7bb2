"""Packs for tests: asked for, made at once, and opened."""

import io
import zipfile

from docx import Document
from lxml import html

from documents import packing, services
from documents.models import Pack


def ask(world, person="manager", recommendation=None, review=None):
    review = recommendation.review if recommendation else review or world.review
    return services.ask_for_pack(
        actor=world.fresh(person), review=review, recommendation=recommendation
    )


def make(world, person="manager", recommendation=None, review=None):
    """Asked for and made: the row as it is then."""
    pack = ask(world, person, recommendation, review)
    packing.make(pack.pk)
    return Pack.objects.get(pk=pack.pk)


def opened(pack):
    """The ZIP's names, each with its bytes."""
    assert (pack.state, pack.reason) == ("ready", "")
    with pack.open_stored() as stored, zipfile.ZipFile(stored) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def page_of(pack):
    return html.document_fromstring(opened(pack)["index.html"])


def word_of(pack):
    return Document(io.BytesIO(opened(pack)["index.docx"]))


def everything(pack):
    """All words of the pack: names of files, what they hold, both indexes, what the row says."""
    files = opened(pack)
    parts = [*files, pack.name, str(pack.left_out_count), str(pack.reason)]
    parts += [content.decode("utf-8", "replace") for content in files.values()]
    document = Document(io.BytesIO(files["index.docx"]))
    parts += [paragraph.text for paragraph in document.paragraphs]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(parts)
