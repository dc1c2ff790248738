"""Append-only events for every change of state, sealed in hash-chained batches (§9, I32)."""

from gis_platform.audit.chain import deeds_on, record

__all__ = ["deeds_on", "record"]
