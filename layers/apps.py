from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LayersConfig(AppConfig):
    name = "layers"
    label = "layers"

    def ready(self):
        autodiscover_modules("published_layers")
