"""crible's own TLS: with a certificate and its key, or not at all."""

from __future__ import annotations

import datetime as dt
import http.client
import ipaddress
import json
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.processes import Server, free_port

from crible import settings
from crible.errors import UsageError
from crible.web.serve import refuse_unsafe


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A certificate for this machine, and its key, as files."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, secret


@pytest.fixture(scope="module")
def server(compose, pair, tmp_path_factory):
    """A service that speaks TLS itself."""
    certificate, key = pair
    started = Server(
        compose()[1].data_dir,
        f"127.0.0.1:{free_port()}",
        tmp_path_factory.mktemp("server") / "log",
        CRIBLE_TLS_CERTIFICATE=str(certificate),
        CRIBLE_TLS_KEY=str(key),
    )
    yield started
    assert started.stop() == 0


def _connection(server, context):
    host, _, port = server.bind.partition(":")
    return http.client.HTTPSConnection(host, int(port), timeout=30, context=context)


def test_a_client_that_trusts_the_certificate_is_answered(server, pair):
    """Screened and recorded as over HTTP, and told to stay with TLS."""
    context = ssl.create_default_context(cafile=str(pair[0]))
    connection = _connection(server, context)
    connection.request(
        "POST",
        "/v1/screen",
        json.dumps({"subjects": [{"name": "IEMZ Kupol"}]}),
        {"Content-Type": "application/json"},
    )
    answer = connection.getresponse()
    document = json.loads(answer.read())
    assert connection.sock.version() in {"TLSv1.2", "TLSv1.3"}
    connection.close()
    assert answer.status == 200
    assert document["results"][0]["outcome"] == "match"
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_client_that_does_not_trust_it_is_not_answered(server):
    """The certificate is the one that was given, and no other."""
    connection = _connection(server, ssl.create_default_context())
    with pytest.raises(ssl.SSLCertVerificationError):
        connection.request("GET", "/healthz")


def test_without_tls_nobody_is_answered(server):
    """Plain HTTP at that address gets nothing, and harms nobody."""
    assert b"200" not in server.raw(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")


@pytest.mark.parametrize("given", ["certificate", "key"])
def test_half_of_a_pair_is_refused(pair, tmp_path, given):
    """A service that was meant to speak TLS does not start without."""
    found = settings.load(
        {
            "CRIBLE_DATA_DIR": str(tmp_path),
            f"CRIBLE_TLS_{given.upper()}": str(pair[given == "key"]),
        }
    )
    with pytest.raises(UsageError, match="go together"):
        refuse_unsafe(found, guarded=True)
