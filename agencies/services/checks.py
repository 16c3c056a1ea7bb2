"""Small checks that the services share. Each raises one of the three errors."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from agencies.models import Partnership, User
from agencies.permissions import may_manage
from scr_tracker.errors import InvalidTransition, NotAllowed
from scr_tracker.versions import locked, save_as


def allow_manager(actor: User, partnership: Partnership) -> None:
    if not may_manage(actor, partnership):
        raise NotAllowed("Only the partnership’s managers may do this.")


def lock_partnership(partnership: Partnership) -> None:
    """One change of a partnership's people at a time: rules that count people hold."""
    locked(Partnership.objects.all()).get(pk=partnership.pk)


def save_lawful(row: Any, actor: User, field: str) -> None:
    """Save; what a constraint of the database forbids becomes a message at the form's field."""
    try:
        row.validate_constraints()
        with transaction.atomic():
            save_as(row, actor)
    except ValidationError as error:
        raise InvalidTransition(" ".join(error.messages), field) from error
    except IntegrityError as error:
        # Checked a moment ago, so somebody else saved the same in between.
        message = "Somebody else has just saved the same. Look at the list first."
        raise InvalidTransition(message, field) from error
