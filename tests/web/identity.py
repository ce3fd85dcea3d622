"""An identity provider on this machine, small enough to lie as a test wants it to."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "crible", "a secret of the tests"


def key(name):
    """A key to sign with."""
    return RSAKey.generate_key(2048, {"kid": name, "alg": "RS256", "use": "sig"})


class Identity(ThreadingHTTPServer):
    """Signs in whoever ``person`` is, and says so in a token.

    Attributes:
        person: what its tokens say of a person.
        changes: what its tokens say otherwise than is true.
        sign: claims to token; a test may set another.
        asked: paths in order.
    """

    daemon_threads = True

    def __init__(self, key_of_all, now):
        super().__init__(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}/realm"
        self.key = key_of_all
        self.now = now
        self.person = {
            "sub": "7",
            # Each test has a provider of its own, and a name belongs to one.
            "preferred_username": f"eve {self.server_port}",
            "groups": ["it", "sanctions desk"],
        }
        self.changes = {}
        self.metadata = {}
        self.sign = self.signed
        self.codes = {}
        self.asked = []

    def signed(self, claims):
        """A token as it shall be."""
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def authorize(self, query):
        """What a browser is led back with."""
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        return f"{query['redirect_uri']}?" + urlencode(
            {"code": code, "state": query["state"]}
        )

    def token(self, form, authorization):
        """The answer to a code, which is good once and for its verifier."""
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        query = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            query is None
            or query["code_challenge_method"] != "S256"
            or query["code_challenge"] != challenge
            or query["redirect_uri"] != form["redirect_uri"]
            or authorization != f"Basic {expected}"
        ):
            return 400, {"error": "invalid_grant"}
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": self.now,
            "exp": self.now + 300,
            "nonce": query["nonce"],
            **self.person,
            **self.changes,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        return 200, {
            "access_token": "x",
            "token_type": "Bearer",
            "id_token": self.sign(claims),
        }


class Handler(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self):
        """Answer for metadata, keys and the page on which people sign in."""
        asked = urlsplit(self.path)
        self.server.asked.append(asked.path)
        issuer = self.server.issuer
        if asked.path == "/realm/.well-known/openid-configuration":
            document = {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "jwks_uri": f"{issuer}/keys",
                **self.server.metadata,
            }
            self._answer(200, document)
        elif asked.path == "/realm/keys":
            self._answer(200, {"keys": [self.server.key.as_dict(private=False)]})
        else:
            self._answer(404, {})

    def do_POST(self):
        """Answer a code."""
        self.server.asked.append(self.path)
        length = int(self.headers["Content-Length"])
        form = parse_qs(self.rfile.read(length).decode())
        form = {name: values[0] for name, values in form.items()}
        self._answer(*self.server.token(form, self.headers.get("Authorization")))

    def _answer(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Say nothing."""


@contextmanager
def running(key_of_all, now):
    """Run a provider while the block lasts."""
    server = Identity(key_of_all, now)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
