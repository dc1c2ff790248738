"""Refusals and failures as RFC 9457 problem details."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from .verdict import Reason, Verdict


class Refused(exceptions.APIException):
    """A rule said no (409). Carries every reason of the verdict, so that the user mends all at once."""

    status_code = 409
    default_code = "refused"

    def __init__(self, verdict: Verdict):
        self.verdict = verdict
        super().__init__([reason.code for reason in verdict.reasons])

    @property
    def sentences(self) -> list[str]:
        return [word(reason) for reason in self.verdict.reasons]

    @property
    def sentence(self) -> str:
        """All reasons, in the reader's language."""
        return " ".join(self.sentences)


class LostUpdate(exceptions.APIException):
    """`If-Match` names a version that is no longer the current one."""

    status_code = 412
    default_code = "lost_update"


class Unavailable(exceptions.APIException):
    """Something outside does not answer; trying again later may help."""

    status_code = 503
    default_code = "unavailable"


def require(verdict: Verdict) -> None:
    if not verdict.ok:
        raise Refused(verdict)


def refuse(code: str, **values: Any) -> Refused:
    return Refused(Verdict((Reason(code, values),)))


def word(reason: Reason) -> str:
    """The sentence for a reason in the reader's language; each package keeps its own (settings.REASON_WORDS)."""
    sentence = _sentence(reason.code)
    return reason.code if sentence is None else sentence.format(**reason.values)


def _sentence(code: str) -> str | None:
    found = (import_string(dotted).get(code) for dotted in settings.REASON_WORDS)
    return next((str(sentence) for sentence in found if sentence is not None), None)


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every error leaves as application/problem+json."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    response = Response(problem_body(error), status=error.status_code, content_type="application/problem+json")
    for header in ("auth_header", "wait"):
        if value := getattr(error, header, None):
            response["WWW-Authenticate" if header == "auth_header" else "Retry-After"] = str(value)
    return response


def problem_body(error: exceptions.APIException) -> dict[str, Any]:
    title, remedy = TITLES().get(error.status_code, (_("没有完成"), ""))
    body: dict[str, Any] = {"type": f"about:{error.default_code}", "title": title, "status": error.status_code}
    if isinstance(error, Refused):
        body["errors"] = [{"code": r.code, "detail": word(r)} for r in error.verdict.reasons]
        body["detail"] = error.sentence
    elif isinstance(error, exceptions.ValidationError):
        body["errors"] = list(_pointers(error.detail, ""))
        body["detail"] = remedy
    else:
        # A detail may be the code of a sentence; its values come with a `Refused` alone.
        body["detail"] = _sentence(str(error.detail)) or remedy or str(error.detail)
    return body


def TITLES() -> dict[int, tuple[str, str]]:
    """Status → (what happened, what to do)."""
    return {
        400: (_("填写有误"), _("改正标出的各项后再提交。")),
        401: (_("没有登录"), _("登录后再试。")),
        403: (_("没有权限"), _("这一步要由有权限的人来做。")),
        404: (_("找不到"), _("核对地址；不在你范围内的内容同样显示为找不到。")),
        405: (_("不支持这种操作"), ""),
        406: (_("不支持这种格式"), ""),
        409: (_("现在不能这样做"), ""),
        412: (_("内容已被他人改过"), _("刷新后在新内容上重做。")),
        413: (_("内容太大"), _("分成几份或缩小后再传。")),
        415: (_("不支持这种格式"), _("用 application/json 提交。")),
        429: (_("太频繁"), _("稍后再试。")),
        503: (_("暂时不可用"), _("稍后再试。")),
    }


def _pointers(detail: Any, path: str) -> Any:
    """Walk DRF's nested error detail into `{pointer, detail}` rows (JSON pointers into the request body)."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            yield from _pointers(value, path if key == "non_field_errors" else f"{path}/{key}")
    elif isinstance(detail, list):
        for index, value in enumerate(detail):
            yield from _pointers(value, f"{path}/{index}" if isinstance(value, dict | list) else path)
    else:
        yield {"pointer": f"#{path}", "detail": str(detail), "code": getattr(detail, "code", "invalid")}
