from django.urls import path
from rest_framework.routers import SimpleRouter

from layers.risk.api import AssessmentViewSet, TownshipViewSet
from layers.search.api import SearchView
from layers.sites.api import SiteViewSet
from layers.tiles.api import TileJsonView, TileView
from layers.zones.api import RiskZoneViewSet

router = SimpleRouter()
router.register("townships", TownshipViewSet, basename="township")
router.register("sites", SiteViewSet, basename="site")
router.register("risk-zones", RiskZoneViewSet, basename="risk-zone")
router.register("assessments", AssessmentViewSet, basename="assessment")

# Under /api/v1/.
api_urls = [*router.urls, path("search/", SearchView.as_view())]
page_urls = [
    path("tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.mvt", TileView.as_view(), name="tile"),
    path("tiles/<slug:layer>.json", TileJsonView.as_view(), name="tile-json"),
]
