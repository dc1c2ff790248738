"""Version of a tile as one person sees it."""

from hashlib import blake2b


def tile_etag(user, content: bytes) -> str:
    """By role, person and content: a moved user or a changed row is another version at once, in every cache (§8)."""
    reader = f"{user.role}:{user.pk}:".encode()
    return f'"{blake2b(reader + content, digest_size=16).hexdigest()}"'
