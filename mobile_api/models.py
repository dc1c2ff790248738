from mobile_api.fixes.models import QuarantinedFix
from mobile_api.sync.models import Operation
from mobile_api.uploads.models import Upload

__all__ = ["Operation", "QuarantinedFix", "Upload"]
