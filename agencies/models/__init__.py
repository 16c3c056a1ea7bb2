"""Who: partnerships, the agencies that serve them, their forums, and people with their roles."""

from agencies.models.agency import Agency, AgencyAlias, PartnershipAgency
from agencies.models.feed import ChangesFeed
from agencies.models.meeting import Meeting
from agencies.models.membership import Invitation, Membership, Signed
from agencies.models.partnership import Forum, Partnership
from agencies.models.user import User, UserManager

__all__ = [
    "Agency",
    "AgencyAlias",
    "ChangesFeed",
    "Forum",
    "Invitation",
    "Meeting",
    "Membership",
    "Partnership",
    "PartnershipAgency",
    "Signed",
    "User",
    "UserManager",
]
