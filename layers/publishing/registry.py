"""A layer is declared once, in its package's `published_layers.py`; tiles and map pages read it here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise


class LayerKind(StrEnum):
    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"


@dataclass(frozen=True, slots=True)
class PublishedLayer:
    """`rows(user)` starts at `visible_to`; `fields` maps the name outside to the look-up path inside.

    `at_zoom` thins the rows of small scales. Below `clusters_below` points are counted on a grid. `label_at` is the
    path of a point where a polygon's name stands (a point on its surface where that is empty).
    """

    name: str
    title: str | Promise
    rows: Callable[[Any], QuerySet[Any]]
    geometry: str
    kind: LayerKind
    fields: Mapping[str, str]
    zooms: tuple[int, int] = (0, 16)
    at_zoom: Callable[[QuerySet[Any], int], QuerySet[Any]] | None = None
    clusters_below: int = 0
    label_at: str = ""

    def rows_at(self, user: Any, zoom: int) -> QuerySet[Any]:
        rows = self.rows(user).order_by()
        return self.at_zoom(rows, zoom) if self.at_zoom else rows


_layers: dict[str, PublishedLayer] = {}


def publish(*layers: PublishedLayer) -> None:
    for layer in layers:
        if layer.name in _layers:
            raise ValueError(f"layer {layer.name} is published twice")
        _layers[layer.name] = layer


def published(name: str) -> PublishedLayer | None:
    return _layers.get(name)


def layer_names() -> list[str]:
    return sorted(_layers)
