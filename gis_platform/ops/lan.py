"""`bin/run --lan`: HTTPS on the local network, because GPS, camera and service worker need it.

A certificate authority of this installation alone signs a certificate for the machine's address. Phones install the
authority once, from a QR code. Runs in the environment's Python: `python -m gis_platform.ops.lan VAR ADDRESS PORT`.
"""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import segno
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

YEAR = timedelta(days=365)
AUTHORITY = "Zhicha local authority"


def make_certificates(folder: Path, address: str) -> None:
    """`ca.crt` once, `server.crt` and `server.key` for the address; keys are readable by their owner alone."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    authority = key(folder / "ca.key")
    if not (folder / "ca.crt").exists():
        is_ca = [(x509.BasicConstraints(ca=True, path_length=0), True)]
        made = certificate(AUTHORITY, authority.public_key(), signed_by=authority, years=5, extensions=is_ca)
        (folder / "ca.crt").write_bytes(made)
    names = [x509.IPAddress(ip_address(address)), x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")]
    for_server = [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (x509.SubjectAlternativeName(names), False),
        (x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]), False),
    ]
    public = key(folder / "server.key").public_key()
    made = certificate(address, public, signed_by=authority, years=1, extensions=for_server)
    (folder / "server.crt").write_bytes(made)


def key(path: Path) -> Any:
    """The private key in that file, made where there is none."""
    if path.exists():
        return serialization.load_pem_private_key(path.read_bytes(), password=None)
    made = ec.generate_private_key(ec.SECP256R1())
    path.touch(mode=0o600)
    plain = serialization.NoEncryption()
    path.write_bytes(made.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return made


def certificate(subject: str, public_key: Any, *, signed_by: Any, years: int, extensions: Sequence[Any]) -> bytes:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(subject))
        .issuer_name(named(AUTHORITY))
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + years * YEAR)
    )
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, critical=is_critical)
    return builder.sign(signed_by, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def named(name: str) -> Any:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def print_entrance(folder: Path, address: str, port: int) -> None:
    """QR codes for phones: the authority first, then the field app."""
    url = f"https://{address}:{port}/field/"
    print(f"\nOn the local network: {url}")
    segno.make(url, error="m").terminal(compact=True)
    print(f"Install this authority on each phone first: {folder / 'ca.crt'} (copy it over, it holds no secret).")
    print("Demo log-ins do not work over the network: give people accounts in /admin/ on this machine.", flush=True)


def main(words: list[str]) -> None:
    what, folder, address, port = words[0], Path(words[1]), words[2], int(words[3])
    if what == "make":
        make_certificates(folder, address)
    else:
        print_entrance(folder, address, port)


if __name__ == "__main__":
    main(sys.argv[1:])
