from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget

from gis_platform.accounts.admin import RegisterAdmin

from .models import Scope


@admin.register(Scope)
class ScopeAdmin(RegisterAdmin):
    """Given and taken away, never edited: a moved user loses the old ground at once."""

    list_display = ("user", "township", "sector_line", "site_id", "member_unit")
    list_select_related = ("user", "township", "sector_line", "member_unit")
    search_fields = ("user__username", "user__name")
    autocomplete_fields = ("user",)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "site":  # by its code: a list of sites is business data
            kwargs |= {"to_field_name": "code", "widget": AdminTextInputWidget()}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return self.has_view_permission(request, obj)
