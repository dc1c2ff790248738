from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "gis_platform.ops"
    label = "ops"
