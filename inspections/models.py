from inspections.campaigns.models import Campaign
from inspections.checklists.models import Checklist
from inspections.documents.models import Document, SerialCounter
from inspections.evidence.models import Photo, Signature
from inspections.hazards.models import Hazard, HazardEvent
from inspections.ledgers.models import BatchEntry, FiveBatchReport
from inspections.organisation.models import Certificate, Depot, Leave, Office, Officer, Recusal, UnitMember
from inspections.planning.models import Commitment, DrawRecord, Nonce, SeasonKey
from inspections.rounds.models import Assembly, Plan, Release, Round, Stop
from inspections.supervision.models import CheckIn
from inspections.tracks.models import DutySession, Fix
from inspections.visits.models import Answer, Finding, FindingNote, Presence, Visit

__all__ = [
    "Answer",
    "Assembly",
    "BatchEntry",
    "Campaign",
    "Certificate",
    "CheckIn",
    "Checklist",
    "Commitment",
    "Depot",
    "Document",
    "DrawRecord",
    "DutySession",
    "Finding",
    "FindingNote",
    "FiveBatchReport",
    "Fix",
    "Hazard",
    "HazardEvent",
    "Leave",
    "Nonce",
    "Office",
    "Officer",
    "Photo",
    "Plan",
    "Presence",
    "Recusal",
    "Release",
    "Round",
    "SeasonKey",
    "SerialCounter",
    "Signature",
    "Stop",
    "UnitMember",
    "Visit",
]
