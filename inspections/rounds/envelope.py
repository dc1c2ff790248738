"""密封信封: AES-256-GCM round a plan's whole content (§2). docs/sealing.md says what it protects against.

A box is nonce (12 bytes) ‖ ciphertext ‖ tag. Its plain text is compressed JSON filled up to whole BUCKETs, so that its
size tells nothing of stops or teams.
"""

import json
import secrets
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from gis_platform import audit
from gis_platform.common.errors import Refused
from gis_platform.common.verdict import Reason, Verdict

BUCKET = 512 * 1024
_NONCE_BYTES = 12
_LENGTH_BYTES = 4


class EnvelopeBroken(Refused):
    """The box was changed, cut, exchanged for an older one, or belongs to another key."""

    def __init__(self, plan_id):
        super().__init__(Verdict((Reason("plan.envelope_broken", {"plan": str(plan_id)}),)))


def derived_key(info: str) -> bytes:
    """32 bytes for one purpose, by HKDF-SHA256 from the installation's ENVELOPE_KEY."""
    return HKDF(SHA256(), 32, None, info.encode()).derive(bytes.fromhex(settings.ENVELOPE_KEY))


def encrypt(plain: bytes, *, info: str, bound_to: str) -> bytes:
    """`info` chooses the key; `bound_to` is authenticated with it, so that a box opens nowhere else."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(derived_key(info)).encrypt(nonce, plain, bound_to.encode())


def decrypt(box: bytes, *, info: str, bound_to: str) -> bytes:
    """Raises cryptography's InvalidTag."""
    return AESGCM(derived_key(info)).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], bound_to.encode())


def open_envelope(plan, *, by, why: str, at) -> dict:
    """The plan's content; each opening is on record. `by` None: the system itself, `why` says for what."""
    try:
        plain = decrypt(bytes(plan.envelope), **_binding(plan))
    except InvalidTag:
        raise EnvelopeBroken(plan.pk) from None
    audit.record(by, "plan.opened", plan, at=at, data={"why": why, "version": plan.envelope_version})
    return _unpacked(plain)


def write_envelope(plan, content: dict) -> None:
    """Seal new content into a plan row that the caller has locked (or is about to create)."""
    plan.envelope_version += 1
    content["version"] = plan.envelope_version
    plan.envelope = encrypt(_packed(content), **_binding(plan))
    plan.save(update_fields=None if plan._state.adding else ["envelope", "envelope_version"])


def _binding(plan) -> dict[str, str]:
    return {"info": f"plan {plan.pk}", "bound_to": f"{plan.pk}/{plan.envelope_version}"}


def _packed(content: dict) -> bytes:
    plain = zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 1)
    filled = len(plain).to_bytes(_LENGTH_BYTES, "big") + plain
    return filled + bytes(-len(filled) % BUCKET)


def _unpacked(plain: bytes) -> dict:
    length = int.from_bytes(plain[:_LENGTH_BYTES], "big")
    return json.loads(zlib.decompress(plain[_LENGTH_BYTES : _LENGTH_BYTES + length]))
