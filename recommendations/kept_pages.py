"""The costly part of a page, kept for who asked for it (`scr_tracker.kept_text`)."""

from collections.abc import Callable, Collection
from datetime import date

from django.http import HttpRequest
from django.utils.safestring import SafeString

from agencies import access
from scr_tracker import kept_text


def kept_page(
    request: HttpRequest,
    today: date,
    partnerships: Collection[int],
    make: Callable[[], dict[str, str]],
) -> dict[str, SafeString]:
    """The texts of `make`, of the page that the address names, as whoever asks may see it.

    `today`: the day as at which the view has read what it hands to `make`. `partnerships`: keys of
    all that the page is about. What the person may see there stands in tables that move the stamps,
    too, so who they are is enough.
    """
    known = access.stamps(request.user)
    stamps = {key: known.get(key) for key in partnerships}
    # As it was understood: the bytes of an address can be read in several ways.
    asked = (request.path, sorted(request.GET.lists()))
    return kept_text.kept((request.user.pk, asked, today), stamps, make)
