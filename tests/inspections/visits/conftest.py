from tests.inspections.walking import desk, media, plain_static, sent, walk

__all__ = ["desk", "media", "plain_static", "sent", "walk"]
