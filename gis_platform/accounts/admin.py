"""/admin/: the administrator makes, moves and stops accounts; no business data (§8, 三权分立)."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from gis_platform import audit

from .models import User
from .roles import Role

admin.site.site_header = admin.site.site_title = _("直查 · 管理")
admin.site.unregister(Group)  # rights stand in roles.py


class RegisterAdmin(admin.ModelAdmin):
    """Of an administrator alone, through `visible_to`; each change is an audit event; deletes nothing."""

    def get_queryset(self, request):
        return self.model.objects.visible_to(request.user)

    def has_view_permission(self, request, obj=None):
        return request.user.may("page.admin")

    has_module_permission = has_add_permission = has_change_permission = has_view_permission

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        deed = f"{obj._meta.model_name}.{'changed' if change else 'added'}"
        audit.record(request.user, deed, obj, data={"fields": sorted(form.changed_data)})

    def delete_model(self, request, obj):
        audit.record(request.user, f"{obj._meta.model_name}.deleted", obj)
        super().delete_model(request, obj)


@admin.register(User)
class AccountAdmin(RegisterAdmin, UserAdmin):
    """A person who leaves is stopped, not deleted: the audit goes on naming them."""

    list_display = ("username", "name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("username", "name")
    filter_horizontal = ()
    fieldsets = ((None, {"fields": ("username", "password", "name", "role", "is_active")}),)
    add_fieldsets = ((None, {"fields": ("username", "name", "role", "password1", "password2")}),)

    def save_model(self, request, obj, form, change):
        obj.is_staff = obj.role == Role.ADMIN
        super().save_model(request, obj, form, change)
