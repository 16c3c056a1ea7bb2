"""A forum's decision, made through the service: what its tests start from."""

from recommendations.services import sign_off
from tests.world import TODAY


def forum_decides(world, recommendation, outcome="assured", **fields):
    """As the manager records it, of today where nothing else is said."""
    values = {"forum": world.forum, "meeting_on": TODAY, "basis": "Seen", **fields}
    return sign_off(
        actor=world.fresh("manager"), recommendation=recommendation, outcome=outcome, **values
    )
