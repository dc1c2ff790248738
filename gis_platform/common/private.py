"""What a person was shown is nobody else's: no cache on the way, none on a shared computer (§9)."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

PRIVATE = "private, no-store"
# Their bodies are read by parsers that say which field is wrong.
INTERFACES = ("/api/", "/mobile/")


class PrivateAnswers:
    """An answer to somebody logged in says `private, no-store` where the view itself says nothing about caching."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response.headers and request.user.is_authenticated:
            response["Cache-Control"] = PRIVATE
        return response


class PlainText:
    """PostgreSQL keeps no NUL, so no form and no address of a page may bring one: 400."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        if request.path.startswith(INTERFACES):
            return
        said = [*request.GET.lists(), *(request.POST.lists() if request.method == "POST" else ())]
        if any("\0" in text for name, texts in said for text in (name, *texts)):
            raise BadRequest("NUL")
