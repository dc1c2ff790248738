"""The filters that lists of what lies somewhere have in common."""

from rest_framework import serializers

from gis_platform.common.feature_list import BoxField

from .models import knows_risk

PLACE = {"township": "township__code", "sector": "sector_line__key"}


class PlaceQuery(serializers.Serializer):
    """`township` a code, `sector` the key of a sector line, `risk` a site's level or `none`."""

    bbox = BoxField(required=False, max_length=120)
    township = serializers.CharField(required=False, max_length=12)
    sector = serializers.CharField(required=False, max_length=20)
    risk = serializers.ChoiceField(required=False, choices=("red", "orange", "yellow", "blue", "none"))

    def validate_risk(self, level):
        if not knows_risk(self.context["request"].user):
            raise serializers.SkipField  # or the length of the list would tell the level
        return "" if level == "none" else level
