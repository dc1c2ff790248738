from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "gis_platform.web"
    label = "web"
