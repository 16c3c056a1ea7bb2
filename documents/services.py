"""Every write of packs that a person causes; the worker's own are in `packing.py`."""

from django.db import transaction

from agencies import access
from agencies.models import User
from documents import packing
from documents.models import Pack, PackDownload
from documents.permissions import may_ask
from evidence.models import EvidenceVersion
from evidence.services.downloads import record_copies
from recommendations.models import Recommendation, Review
from recommendations.services.checks import allow
from scr_tracker.errors import InvalidTransition

#: Packs that one person may have waiting.
MOST_AT_ONCE = 5


@transaction.atomic
def ask_for_pack(
    *, actor: User, review: Review, recommendation: Recommendation | None = None
) -> Pack:
    """Have a worker make a pack. Who asks twice gets the one that is being made."""
    allow(may_ask(actor, review, recommendation))
    mine = Pack.objects.filter(recorded_by=actor, state__in=Pack.UNFINISHED)
    made = mine.filter(review=review, recommendation=recommendation).first()
    if made is not None:
        return made
    if mine.count() >= MOST_AT_ONCE:
        raise InvalidTransition("Wait until one of the packs that you asked for is ready.")
    signature = access.signature(actor, review.partnership_id)
    pack = Pack(review=review, recommendation=recommendation, **signature)
    pack.validate_constraints()
    pack.save()

    def make() -> None:
        from documents.tasks import make_pack

        make_pack.delay(pack.pk)

    # Robust: where no broker answers, the next round of `make_waiting_packs` finds it.
    transaction.on_commit(make, robust=True)
    return pack


@transaction.atomic
def record_download(*, actor: User, pack: Pack) -> PackDownload:
    """The pack was taken, and with it a copy of each of its files: both logs say so."""
    allow(Pack.objects.visible_to(actor).filter(pk=pack.pk).exists())
    signature = access.signature(actor, pack.review.partnership_id)
    files = EvidenceVersion.objects.filter(pk__in=pack.holds["version"])
    record_copies(actor=actor, versions=files)
    return PackDownload.objects.create(pack=pack, **signature)


def end_pack(*, pack: Pack, reason: str) -> bool:
    """A ready pack is no longer kept: the row says so, then the bytes go. Whether they are gone."""
    ready = Pack.objects.filter(pk=pack.pk, state=Pack.State.READY)
    ended = ready.update(state=Pack.State.EXPIRED, reason=reason)
    return bool(ended) and packing.remove_bytes(pack)
