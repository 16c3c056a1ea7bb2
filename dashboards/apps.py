from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "dashboards"

    def ready(self) -> None:
        from dashboards.saved_page import BOARD
        from recommendations import saved_pages

        saved_pages.register(BOARD)
