"""The costly part of a page, kept for all who see the same (`scr_tracker.kept_text`)."""

from collections.abc import Callable, Collection

from django.http import HttpRequest
from django.utils.safestring import SafeString

from agencies import access
from recommendations.restricted import Sight
from scr_tracker import kept_text


def kept_page(
    request: HttpRequest,
    partnerships: Collection[int],
    make: Callable[[], dict[str, str]],
) -> dict[str, SafeString]:
    """The texts of `make`, of the page that the address names, as whoever asks may see it.

    `partnerships`: keys of all that the page is about. The texts are one person's: a filter such as
    “mine” asks who they are.
    """
    user = request.user
    held = access.held(user)
    roles = sorted((m.partnership_id, m.role, m.agency_id or 0) for m in held)
    sight = [sorted(part) for part in Sight.of(user)]  # type: ignore[arg-type]
    stamps = {key: stamp for key, stamp in access.stamps(user).items() if key in partnerships}
    return kept_text.kept((user.pk, request.get_full_path(), roles, sight), stamps, make)
