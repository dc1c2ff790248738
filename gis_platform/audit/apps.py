from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "gis_platform.audit"
    label = "audit"
