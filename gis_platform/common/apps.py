from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "gis_platform.common"
    label = "common"

    def ready(self) -> None:
        import gis_platform.celery  # noqa: F401 - the one Celery app, for `run_later` in every process
