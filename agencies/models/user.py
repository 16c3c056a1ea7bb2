"""People, who sign in by e-mail."""

from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords

from agencies.querysets import UserQuerySet
from scr_tracker.models import PublicIdentity


class UserManager(BaseUserManager["User"]):
    """Makes people whose e-mail address is kept in lower case, so that it is one person once."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class ChangesOfPeople(HistoricalRecords):
    """History of what is decided about a person; that they signed in is not such a thing."""

    def post_save(self, instance: Any, created: bool, **kwargs: Any) -> None:
        if set(kwargs.get("update_fields") or ()) != {"last_login"}:
            super().post_save(instance, created, **kwargs)


class User(PublicIdentity, AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. What they may do is told by their memberships."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(
        max_length=150,
        help_text="A name or a role, as others should see it in the record.",
    )
    is_active = models.BooleanField("can sign in", default=True)
    is_staff = models.BooleanField("site administrator", default=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    history = ChangesOfPeople(excluded_fields=["password", "last_login"])

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        ordering = ("name", "email")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="There is already a person with this e-mail address.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name
