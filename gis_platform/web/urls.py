from django.urls import path

from . import map_page, township_page

page_urls = [
    path("map/", map_page.map_page, name="map"),
    path("map/sites.json", map_page.map_sites, name="map-sites"),
    path("sites/<int:site_id>/drawer/", map_page.site_drawer, name="site-drawer"),
    path("township/", township_page.township_page, name="township"),
    path("township/risk_map.html", township_page.township_risk_map, name="township-risk-map"),
]
