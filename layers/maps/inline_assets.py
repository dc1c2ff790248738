"""A folium page with every linked file put inside, so that it opens with the network off. Unknown links are refused."""

import mimetypes
import re
from base64 import b64encode
from pathlib import PurePosixPath

from django.contrib.staticfiles import finders

SHELF = "vendor/folium/"
SCRIPT = re.compile(r'<script src="([^"]+)"></script>')
STYLE = re.compile(r'<link rel="stylesheet" href="([^"]+)"\s*/?>')
CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
# What would still be fetched: a link in the text of a library's comment is none.
FETCHED = re.compile(
    r"""(?:<(?:script|img|iframe)[^>]*\ssrc|<link[^>]*\shref)=["']?(?!data:)|url\(\s*["']?(?:https?:)?//"""
)


class UnknownAssetError(Exception):
    """The page links a file that we do not ship."""


def with_assets_inside(html: str) -> str:
    html = SCRIPT.sub(lambda found: f"<script>{_script(found[1])}</script>", html)
    html = STYLE.sub(lambda found: f"<style>{_style(found[1])}</style>", html)
    if left := FETCHED.search(html):
        raise UnknownAssetError(html[left.start() : left.start() + 160])
    return html


def _script(address: str) -> str:
    return _shipped(PurePosixPath(address).name).decode().replace("</script", r"<\/script")


def _style(address: str) -> str:
    return CSS_URL.sub(lambda found: f"url({_data_uri(found[1])})", _shipped(PurePosixPath(address).name).decode())


def _data_uri(reference: str) -> str:
    if reference.startswith(("data:", "#")):
        return reference
    kind = mimetypes.guess_type(reference)[0] or "application/octet-stream"
    return f"data:{kind};base64,{b64encode(_shipped(reference)).decode()}"


def _shipped(name: str) -> bytes:
    path = finders.find(SHELF + name.split("?")[0].split("#")[0])
    if not path:
        raise UnknownAssetError(f"{name} is not among the files under {SHELF}")
    with open(path, "rb") as file:
        return file.read()
