from django.urls import path

from mobile_api.fixes.api import TracksView
from mobile_api.package.api import PackageView
from mobile_api.pwa import pages as pwa
from mobile_api.sync.api import SyncView
from mobile_api.uploads.api import UploadsView, UploadView

api_urls: list = []
page_urls = [
    path("field/", pwa.field, name="field"),
    path("mobile/v1/package/", PackageView.as_view(), name="phone-package"),
    path("mobile/v1/sync/", SyncView.as_view(), name="phone-sync"),
    path("mobile/v1/tracks/", TracksView.as_view(), name="phone-tracks"),
    path("mobile/v1/uploads/", UploadsView.as_view(), name="phone-uploads"),
    path("mobile/v1/uploads/<uuid:upload_id>", UploadView.as_view(), name="phone-upload"),
]
