from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "gis_platform.accounts"
    label = "accounts"

    def ready(self):
        from gis_platform.accounts import schema  # noqa: F401 - tells the API document about bearer tokens
