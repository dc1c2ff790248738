from tests.inspections.sealed_day import desk, sent

__all__ = ["desk", "sent"]
