from django.urls import path
from rest_framework.routers import SimpleRouter

from inspections.coverage.api import CoverageViewSet
from inspections.documents.api import DocumentViewSet
from inspections.evidence import pages as evidence
from inspections.evidence.api import PhotoViewSet
from inspections.hazards import pages as hazards
from inspections.hazards.api import HazardViewSet
from inspections.ledgers import pages as ledgers
from inspections.ledgers.api import BatchEntryViewSet, ReportViewSet
from inspections.planning import api as planning
from inspections.planning import pages as plans
from inspections.rounds.api import RoundViewSet, StopViewSet
from inspections.supervision import pages as supervision
from inspections.supervision.api import SupervisionDayViewSet
from inspections.tracks.api import TrackViewSet
from inspections.visits import pages as visits
from inspections.visits.api import FindingViewSet, VisitViewSet

router = SimpleRouter()
router.register("batch-entries", BatchEntryViewSet, basename="batch-entry")
router.register("coverage", CoverageViewSet, basename="coverage")
router.register("documents", DocumentViewSet, basename="document")
router.register("findings", FindingViewSet, basename="finding")
router.register("hazards", HazardViewSet, basename="hazard")
router.register("photos", PhotoViewSet, basename="photo")
router.register("plans", planning.PlanViewSet, basename="plan")
router.register("reports", ReportViewSet, basename="report")
router.register("rounds", RoundViewSet, basename="round")
router.register("stops", StopViewSet, basename="stop")
router.register("supervision-days", SupervisionDayViewSet, basename="supervision-day")
router.register("tracks", TrackViewSet, basename="track")
router.register("visits", VisitViewSet, basename="visit")

# Under /api/v1/.
api_urls = [
    *router.urls,
    path("draws/nonces/", planning.NonceView.as_view(), name="nonces"),
    path("draws/nonces/show/", planning.ShownView.as_view(), name="nonces-show"),
]
page_urls = [
    path("draws/", plans.draw_list, name="draws"),
    path("draws/commitments.json", planning.CommitmentsJson.as_view(), name="commitments-json"),
    path("draws/lottery.py", planning.LotteryFile.as_view(), name="lottery-py"),
    path("draws/nonce/", plans.nonce_form, name="nonce"),
    path("draws/<str:draw_id>.json", planning.DrawJson.as_view(), name="draw-json"),
    path("draws/<str:draw_id>/", plans.draw_detail, name="draw"),
    path("hazards/", hazards.hazard_list, name="hazards"),
    path("hazards/<uuid:hazard_id>/", hazards.hazard_detail, name="hazard"),
    path("hazards/<uuid:hazard_id>/<slug:deed>/", hazards.hazard_deed, name="hazard-deed"),
    path("ledgers/", ledgers.ledger, name="ledgers"),
    path("ledgers/<int:entry_id>/withdraw/", ledgers.withdraw, name="batch-entry-withdraw"),
    path("photos/<uuid:photo_id>/", evidence.photo, name="photo"),
    path("signatures/<uuid:signature_id>/", evidence.signature, name="signature"),
    path("plans/", plans.plan_list, name="plans"),
    path("plans/new/", plans.plan_new, name="plan-new"),
    path("plans/<uuid:plan_id>/", plans.plan_detail, name="plan"),
    path("plans/<uuid:plan_id>/<slug:deed>/", plans.plan_deed, name="plan-deed"),
    path("reports/", ledgers.reports, name="reports"),
    path("reports/submit/", ledgers.submit, name="report-submit"),
    path("reports/<str:starts_on>.xlsx", ledgers.download, name="report-download"),
    path("supervision/", supervision.supervision, name="supervision"),
    path("supervision/board.xlsx", supervision.export, name="supervision-export"),
    path("supervision/check-ins/<uuid:check_in_id>/review/", supervision.review, name="supervision-review"),
    path("visits/", visits.visit_list, name="visits"),
    path("visits/<uuid:visit_id>/", visits.visit_detail, name="visit"),
    path("visits/<uuid:visit_id>/accept/", visits.accept, name="visit-accept"),
]
