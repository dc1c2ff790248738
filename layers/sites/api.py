from typing import ClassVar

from rest_framework import serializers

from gis_platform.common.feature_list import FeatureQuery, FeatureViewSet, MomentField

from .models import Licence, Site
from .place_query import PLACE, PlaceQuery
from .rules import shown_contacts


class LicenceOut(serializers.ModelSerializer):
    class Meta:
        model = Licence
        fields = ("kind", "number", "issuer", "valid_from", "valid_to", "is_withdrawn")


class SiteOut(serializers.ModelSerializer):
    township = serializers.CharField(source="township.code")
    sector = serializers.CharField(source="sector_line.key")
    risk = serializers.CharField()
    lng = serializers.FloatField(source="location.x")
    lat = serializers.FloatField(source="location.y")
    licences = LicenceOut(many=True)

    class Meta:
        model = Site
        fields = (
            "id", "code", "name", "uscc", "kind", "status", "sector", "township", "address", "risk", "lng", "lat",
            "principal", "phone", "licences", "is_synthetic", "updated_at",
        )  # fmt: skip

    def to_representation(self, site):
        """§9: contacts are masked in a list, and in the detail by role."""
        contacts = shown_contacts(site.principal, site.phone, role=self.context["request"].user.role)
        if self.context["view"].action == "list":
            contacts = contacts.masked
        return super().to_representation(site) | {"principal": contacts.principal, "phone": contacts.phone}


class SiteQuery(PlaceQuery, FeatureQuery):
    updated_since = MomentField(required=False)


class SiteViewSet(FeatureViewSet):
    model = Site
    serializer_class = SiteOut
    query_class = SiteQuery
    geometry = "location"
    fields: ClassVar = {
        "code": "code",
        "name": "name",
        "kind": "kind",
        "status": "status",
        "risk": "risk",
        "sector": "sector_line__key",
        "township": "township__code",
        "is_synthetic": "is_synthetic",
    }
    filters: ClassVar = PLACE | {"risk": "risk_level", "updated_since": "updated_at__gte"}

    def get_queryset(self):
        known = super().get_queryset().with_risk(self.request.user)
        return known.select_related("township", "sector_line").prefetch_related("licences")
