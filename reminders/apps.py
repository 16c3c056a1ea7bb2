from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "reminders"

    def ready(self) -> None:
        from recommendations.timeline import register
        from reminders.timeline import entries

        register(entries)
