"""Bodies as they come in."""

from typing import Any

from rest_framework import exceptions, parsers


class BoundedJSON(parsers.JSONParser):
    """JSON; nested deeper than Python can follow it is a wrong body (400), not a fault of ours."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise exceptions.ParseError("nested too deeply") from None
