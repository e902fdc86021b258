"""A certificate authority for one run, and what it signs: the emulator and the database behind it
talk TLS, as AWS does."""

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Certificates:
    """The files `ca.pem`, `server.pem` and `server.key` in a directory; the authority's key is
    forgotten."""

    def __init__(self, directory, *addresses):
        self.ca, self.certificate, self.key = (
            Path(directory, name) for name in ("ca.pem", "server.pem", "server.key")
        )
        authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        authority = signed("emulated AWS", authority_key, "emulated AWS", authority_key, is_ca=True)
        names = [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
        server = signed("emulator", key, "emulated AWS", authority_key, names=names)
        self.ca.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
        self.certificate.write_bytes(server.public_bytes(serialization.Encoding.PEM))
        self.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


def signed(subject, key, issuer, issuer_key, is_ca=False, names=()):
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
