"""The costly part of a page, kept for who asked for it (`scr_tracker.kept_text`)."""

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest
from django.utils.safestring import SafeString

from agencies import access
from scr_tracker import kept_text


def kept_page(
    request: HttpRequest, today: date, make: Callable[[], dict[str, str]]
) -> dict[str, SafeString]:
    """The texts of `make`, of the page that the address names, as whoever asks may see it.

    `today`: the day as at which the view has read what it hands to `make`. A page shows nothing but
    what is of the person's own partnerships, and what they may see there stands in tables that move
    the stamps, too: so it is enough to know who they are.
    """
    # As it was understood: the bytes of an address can be read in several ways.
    asked = (request.path, sorted(request.GET.lists()))
    about = (request.user.pk, asked, today)
    return kept_text.kept(about, access.stamps(request.user), make)
