"""Small pictures of files: of images, and of the first page of PDFs.

Made by a worker from a file that may be read, never in a request: the libraries that open pictures
and PDFs have had holes. What is shown is our own picture, drawn anew, without what the file had
beside its pixels (place, camera, names).
"""

import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models import F, QuerySet

from evidence import scanning, storing
from evidence.models import EvidenceVersion, evidence_storage

if TYPE_CHECKING:
    from PIL.Image import Image

logger = logging.getLogger(__name__)

#: Pixels: the longest side.
SIZE = 360
PREFIX = "previews"
#: A file that so often took its worker with it is left alone.
MOST_ATTEMPTS = 3
Preview = EvidenceVersion.Preview


def queue(version_id: int) -> None:
    """Have a worker draw the picture. Call on commit."""
    from evidence.tasks import make_preview

    make_preview.delay(version_id)


def missing() -> "QuerySet[EvidenceVersion]":
    """Files that may be read and have no outcome yet; first those that cost no worker so far."""
    rows = EvidenceVersion.objects.readable().filter(preview_state=Preview.NONE)
    return rows.order_by("preview_attempts", "pk")


def make(version_id: int) -> str:
    """Draw the picture and keep it; safe to run twice. Returns the state.

    A file that cannot be drawn is not tried again, nor one that has killed its worker several
    times: a try is counted before it begins, and counted off where it ends, however it ends. A
    store that fails is tried again: the error goes up, and the next sweep finds the file.
    """
    version = EvidenceVersion.objects.get(pk=version_id)
    if version.preview_state or version.disposed_at or not scanning.is_readable(version):
        return version.preview_state
    if version.preview_attempts >= MOST_ATTEMPTS:
        return _note(version, Preview.NOT_POSSIBLE)
    with _counted(version):
        drawn = _draw(version)
        return _keep(version, drawn) if drawn else _note(version, Preview.NOT_POSSIBLE)


@contextmanager
def _counted(version: EvidenceVersion) -> Iterator[None]:
    """One more try, unless it comes to an end: what kills the process leaves its trace."""
    row = EvidenceVersion.objects.filter(pk=version.pk)
    row.update(preview_attempts=F("preview_attempts") + 1)
    try:
        yield
    except Exception:
        row.update(preview_attempts=F("preview_attempts") - 1)
        raise
    row.update(preview_attempts=F("preview_attempts") - 1)


def _keep(version: EvidenceVersion, drawn: bytes) -> str:
    key = f"{PREFIX}/{storing.new_key()}"
    try:
        evidence_storage().save(key, ContentFile(drawn))
    except BaseException:
        storing.discard(key)
        raise
    state = _note(version, Preview.MADE, key)
    if not EvidenceVersion.objects.filter(pk=version.pk, preview=key).exists():
        evidence_storage().delete(key)  # another worker was quicker
    return state


def _note(version: EvidenceVersion, state: str, key: str = "") -> str:
    """Write the outcome, unless somebody else has, or the file has gone in between."""
    untried = EvidenceVersion.objects.filter(
        pk=version.pk, preview_state=Preview.NONE, disposed_at=None
    )
    untried.update(preview_state=state, preview=key)
    return state


def _draw(version: EvidenceVersion) -> bytes | None:
    draw = DRAWERS.get(version.content_type)
    if draw is None:
        return None
    with tempfile.TemporaryFile() as local:
        with version.open_stored() as stored:
            for chunk in stored.chunks():
                local.write(chunk)
        local.seek(0)
        try:
            return _as_png(draw(local))
        except Exception:
            # Whatever a strange file does to a library, it costs its picture and nothing else.
            logger.warning("No preview of version %s", version.pk, exc_info=True)
            return None


def _picture(file: IO[bytes]) -> "Image":
    from PIL import Image, ImageOps

    picture = Image.open(file)
    width, height = picture.size
    if width * height > settings.EVIDENCE_PIXELS_MAX:
        raise ValueError("too many pixels")
    picture.draft("RGB", (SIZE, SIZE))
    return ImageOps.exif_transpose(picture)


def _heic(file: IO[bytes]) -> "Image":
    import pillow_heif

    pillow_heif.register_heif_opener()
    return _picture(file)


def _first_page(file: IO[bytes]) -> "Image":
    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        page = document[0]
        scale = SIZE / max(page.get_width(), page.get_height(), 1)
        drawn: Image = page.render(scale=scale).to_pil()
        return drawn


def _as_png(picture: "Image") -> bytes:
    from io import BytesIO

    small = picture.convert("RGB")
    small.thumbnail((SIZE, SIZE))
    out = BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


DRAWERS: dict[str, Callable[[IO[bytes]], "Image"]] = {
    "application/pdf": _first_page,
    "image/png": _picture,
    "image/jpeg": _picture,
    "image/heic": _heic,
}
