"""Who logged in, who failed, who was locked out; from where and when. To read, and to let somebody in again."""

from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.admin.lists import OnlyReadAdmin

for model in (AccessAttempt, AccessFailureLog, AccessLog, StaticDevice, TOTPDevice):
    admin.site.unregister(model)


class LoginAdmin(OnlyReadAdmin):
    """What is known of whoever was at the door."""

    search_fields = ["username", "ip_address", "user_agent"]


@admin.register(AccessLog)
class AccessLogAdmin(LoginAdmin):
    """Logins. The path is where the last step was: the password's, or that of the second step."""

    list_display = ["attempt_time", "username", "ip_address", "path_info", "logout_time", "user_agent"]
    list_filter = ["attempt_time"]
    fields = ["attempt_time", "username", "ip_address", "path_info", "logout_time", "user_agent"]


@admin.register(AccessFailureLog)
class AccessFailureLogAdmin(LoginAdmin):
    """Failures of either step, and which of them locked the door."""

    list_display = ["attempt_time", "username", "ip_address", "path_info", "locked_out", "user_agent"]
    list_filter = ["locked_out", "attempt_time"]
    fields = ["attempt_time", "username", "ip_address", "path_info", "locked_out", "user_agent"]


@admin.register(AccessAttempt)
class AccessAttemptAdmin(LoginAdmin):
    """What counts towards a lock now. Deleting a row lets its user try again at once."""

    list_display = ["attempt_time", "username", "ip_address", "failures_since_start", "user_agent"]
    fields = ["attempt_time", "username", "ip_address", "failures_since_start", "path_info", "user_agent"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("axes.delete_accessattempt")


@admin.register(TOTPDevice)
class SecondStepAdmin(OnlyReadAdmin):
    """Who has a second step. Deleting it, for somebody whose telephone is gone, leaves the password alone.

    The key is shown to nobody but its owner, once.
    """

    list_display = ["user", "confirmed", "created_at", "last_used_at", "throttling_failure_count"]
    list_select_related = ["user"]
    search_fields = ["user__username"]
    fields = ["user", "confirmed", "created_at", "last_used_at", "throttling_failure_count"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("otp_totp.delete_totpdevice")

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_queryset(request, TOTPDevice.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Backup codes go with it."""
        StaticDevice.objects.filter(user__in=list(queryset.values_list("user", flat=True))).delete()
        super().delete_queryset(request, queryset)
