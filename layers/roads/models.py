"""Roads, water and settlements: the ground that everybody who logs in may see."""

from django.contrib.gis.db import models

from layers.territory.models import ReferenceQuerySet


class Road(models.Model):
    osm_id = models.BigIntegerField(null=True, unique=True)
    name = models.CharField(max_length=80, blank=True)
    ref = models.CharField(max_length=40, blank=True)
    highway = models.CharField(max_length=30)  # OSM class
    is_oneway = models.BooleanField(default=False)
    geometry = models.LineStringField(srid=4326)

    objects = ReferenceQuerySet.as_manager()


class Water(models.Model):
    name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=30)  # river | stream | reservoir | lake
    geometry = models.GeometryField(srid=4326)

    objects = ReferenceQuerySet.as_manager()


class Settlement(models.Model):
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=30)  # village | town | hamlet
    location = models.PointField(srid=4326)

    objects = ReferenceQuerySet.as_manager()
