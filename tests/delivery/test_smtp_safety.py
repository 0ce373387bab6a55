"""Encryption and signing in: never in the clear when it should not be, and never twice with a
password that was refused."""

from __future__ import annotations

import hmac
import ipaddress
import ssl
from base64 import b64decode, b64encode
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from helder.kit import clock
from tests.delivery.mailservers import PLAIN, QUICK, Server, Session, send, served

SECRET = "pâss word/#"
LOGIN = {"user": "helder", "password": SECRET}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of "localhost" with its key, that nobody but we signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + made.public_bytes(pem))
    return path


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The machine trusts that certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return certificate


def encrypting(server: Server, certificate: Path, hello: str = QUICK) -> None:
    """The server offers STARTTLS, and can do it."""
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.context.load_cert_chain(certificate)
    server.answers["STARTTLS"] = "220 Go ahead"
    server.answers["EHLO"] = hello.replace("250 8BITMIME", "250-8BITMIME\r\n250 STARTTLS")


@pytest.mark.parametrize("how", ["starttls", "tls"])
@pytest.mark.parametrize("hello", [PLAIN, QUICK], ids=["one by one", "pipelined"])
def test_encrypted_to_a_server_that_is_trusted(trusted: Path, how: str, hello: str) -> None:
    with served() as server:
        encrypting(server, trusted, hello)
        server.tls_from_the_start = how == "tls"
        sent = send(server, 60, patience=5, **{how: True})
    assert sent.trouble == ""
    assert sent.ledger.all_said(60) == {"accepted": 60}
    assert set(server.per_address.values()) == {1}
    assert ("STARTTLS" in server.sessions[0].said) is (how == "starttls")


@pytest.mark.parametrize("how", ["starttls", "tls"])
def test_nothing_goes_to_a_server_that_nobody_vouches_for(certificate: Path, how: str) -> None:
    with served() as server:
        encrypting(server, certificate)
        server.tls_from_the_start = how == "tls"
        sent = send(server, 2, **{how: True}, **LOGIN)
    assert "certificate verify failed" in sent.trouble.lower()
    assert sent.ledger.all_said(2) == {"untouched": 2}
    assert not any("AUTH" in line or "MAIL" in line for line in server.sessions[0].said)


def test_nothing_goes_to_a_server_of_another_name(trusted: Path) -> None:
    with served() as server:
        encrypting(server, trusted)
        sent = send(server, 1, starttls=True, host="127.0.0.1")
        assert sent.trouble == ""
        server.sessions.clear()
        sent = send(server, 1, starttls=True, host="127.0.0.2")
    assert sent.trouble
    assert server.sessions == []


def test_server_that_offers_no_encryption_gets_nothing() -> None:
    with served() as server:
        sent = send(server, 2, starttls=True, **LOGIN)
    assert sent.trouble.startswith("The mail server offers no encryption")
    assert sent.ledger.all_said(2) == {"untouched": 2}
    assert [line.split(" ")[0] for line in server.sessions[0].said] == ["EHLO"]


def test_words_slipped_in_before_the_encryption_are_refused(trusted: Path) -> None:
    with served() as server:
        encrypting(server, trusted)
        server.answers["STARTTLS"] = "220 Go ahead\r\n250-mail.example.org\r\n250 AUTH PLAIN"
        sent = send(server, 1, starttls=True, **LOGIN)
    assert sent.trouble
    assert server.arrived == []


def offering(ways: str) -> str:
    """An answer to EHLO with these ways of signing in."""
    return QUICK.replace("250 8BITMIME", f"250-8BITMIME\r\n250 AUTH {ways}")


def plain(_session: Session, said: str) -> str:
    """Takes AUTH PLAIN."""
    secret = b64decode(said.split(" ")[-1]).decode()
    return "235 Welcome" if secret == f"\0helder\0{SECRET}" else "535 5.7.8 No"


def test_signing_in_with_plain() -> None:
    with served(EHLO=offering("LOGIN PLAIN"), AUTH=plain) as server:
        assert send(server, 2, **LOGIN).trouble == ""
        assert len(server.arrived) == 2
        said = [line.partition(" ")[2][:5] for line in server.sessions[0].said[1:2]]
    assert said == ["PLAIN"]


def test_signing_in_with_login() -> None:
    answers = {"AUTH": "334 VXNlcm5hbWU6", b64encode(b"helder").decode(): "334 UGFzc3dvcmQ6"}
    answers[b64encode(SECRET.encode()).decode()] = "235 Welcome"
    answers = {name.upper(): answer for name, answer in answers.items()}
    with served(EHLO=offering("LOGIN"), **answers) as server:
        assert send(server, 2, **LOGIN).trouble == ""
        assert len(server.arrived) == 2


def test_password_is_not_shown_where_it_can_be_helped() -> None:
    challenge = b64encode(b"<1896.697@mail.example.org>").decode()
    proof = hmac.new(SECRET.encode(), b"<1896.697@mail.example.org>", "md5").hexdigest()
    answer = b64encode(f"helder {proof}".encode()).decode().upper()
    ways = {"AUTH": f"334 {challenge}", answer: "235 Welcome"}
    with served(EHLO=offering("PLAIN LOGIN CRAM-MD5"), **ways) as server:
        assert send(server, 1, **LOGIN).trouble == ""
        assert len(server.arrived) == 1
        assert server.sessions[0].said[1] == "AUTH CRAM-MD5"


def test_password_that_is_refused_is_not_tried_again_and_again() -> None:
    with served(EHLO=offering("PLAIN LOGIN"), AUTH="535 5.7.8 Wrong password") as server:
        sent = send(server, 60, most=8, **LOGIN)
    assert sent.trouble.endswith("535 5.7.8 Wrong password")
    assert len(server.sessions) == 1
    assert sum("AUTH" in line for line in server.sessions[0].said) == 1
    assert sent.ledger.all_said(60) == {"untouched": 60}


def test_server_without_a_way_to_sign_in_that_we_know() -> None:
    with served(EHLO=offering("GSSAPI")) as server:
        assert "no way to sign in" in send(server, 1, **LOGIN).trouble
