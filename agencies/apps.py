from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "agencies"
    verbose_name = "Agencies and people"

    def ready(self) -> None:
        from agencies.models import ChangesFeed, Invitation, Partnership, User
        from scr_tracker.stamps.watched import watch

        lists = (User.groups.through, User.user_permissions.through)
        # Invitations decide under which name a filter offers somebody: what is kept has no filter.
        watch(
            self,
            root=Partnership,
            unread=(ChangesFeed, Invitation, User.history.model, *lists),
            # Both are written at each sign-in.
            quiet={User: ("last_login", "password")},
        )
