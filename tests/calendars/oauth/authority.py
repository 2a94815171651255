"""A provider: an authorisation server (oauthlib's, so that another hand reads the rules), and calendars behind it.

The calendars are a real CalDAV server's; what stands before it lets nobody in but with a token of the provider.
"""

# ruff: noqa: ARG002 - oauthlib says with what a provider is asked

from __future__ import annotations

import base64
import contextlib
import http.client
import os
import re
import secrets
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from typing import Any
from unittest import mock
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from oauthlib.oauth2 import RequestValidator, WebApplicationServer
from oauthlib.oauth2.rfc6749.errors import OAuth2Error
from tests.calendars.stores.servers import Server

from equipoise.calendars.oauth.provider import Provider

CLIENT, SECRET, SCOPE = "client-of-the-tests", "secret of the client", "calendars"
HOP = frozenset({"connection", "transfer-encoding", "keep-alive"})


@dataclass
class Authority(RequestValidator):  # type: ignore[misc]  # oauthlib tells no types
    """What the provider knows: codes, tokens, and what was asked. Everybody agrees at once."""

    server: Server
    redirects: list[str] = field(default_factory=lambda: ["http://127.0.0.1"])
    codes: dict[str, Any] = field(default_factory=dict)
    access: set[str] = field(default_factory=set)
    refresh: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    seconds: int = 3600
    rotates: bool = False
    last_until: int = -1
    """Number of further requests for calendars until all access tokens end; negative: for ever."""
    url: str = ""
    like_google: bool = False
    """Of conditions If-Match alone, no version in the answer to a write, and every entry written in its own way."""

    @property
    def provider(self) -> Provider:
        return Provider(f"{self.url}/authorize?v=2", f"{self.url}/token", SCOPE, (), CLIENT, SECRET)

    def end_access(self) -> None:
        """Let all access tokens end, as they do after an hour."""
        self.access.clear()

    def take_back(self) -> None:
        """Take every login back, as the person can in their account."""
        self.access.clear()
        self.refresh.clear()

    # what oauthlib asks of a provider

    def validate_client_id(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> bool:
        return client_id == CLIENT

    def validate_redirect_uri(
        self, client_id: str, redirect_uri: str, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """Any port of the loopback interface will do (RFC 8252 section 7.3), or an address that was entered."""
        parts = urlsplit(redirect_uri)
        return f"{parts.scheme}://{parts.hostname}" in self.redirects or redirect_uri in self.redirects

    def validate_response_type(self, client_id: str, response_type: str, *args: Any, **kwargs: Any) -> bool:
        return response_type == "code"

    def validate_scopes(self, client_id: str, scopes: list[str], *args: Any, **kwargs: Any) -> bool:
        return scopes == [SCOPE]

    def is_pkce_required(self, client_id: str, request: Any) -> bool:
        return True

    def save_authorization_code(self, client_id: str, code: Any, request: Any, *args: Any) -> None:
        self.codes[code["code"]] = (
            request.redirect_uri,
            request.code_challenge,
            request.code_challenge_method,
        )

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        request.client = mock.Mock(client_id=request.client_id)
        return bool(request.client_id == CLIENT and request.client_secret == SECRET)

    def validate_code(self, client_id: str, code: str, client: Any, request: Any, *args: Any) -> bool:
        request.scopes = [SCOPE]
        return code in self.codes

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: Any, request: Any, *args: Any
    ) -> bool:
        return bool(self.codes[code][0] == redirect_uri)

    def get_code_challenge(self, code: str, request: Any) -> Any:
        return self.codes[code][1]

    def get_code_challenge_method(self, code: str, request: Any) -> Any:
        return self.codes[code][2]

    def validate_grant_type(self, client_id: str, grant_type: str, *args: Any, **kwargs: Any) -> bool:
        return True

    def save_bearer_token(self, token: Any, request: Any, *args: Any, **kwargs: Any) -> None:
        if request.grant_type == "refresh_token" and self.rotates:
            self.refresh.discard(request.refresh_token)
        self.access.add(token["access_token"])
        self.refresh.add(token["refresh_token"])

    def invalidate_authorization_code(self, client_id: str, code: str, request: Any, *args: Any) -> None:
        del self.codes[code]

    def validate_refresh_token(self, refresh_token: str, client: Any, request: Any, *args: Any) -> bool:
        return refresh_token in self.refresh

    def get_original_scopes(self, refresh_token: str, request: Any, *args: Any) -> list[str]:
        return [SCOPE]

    def rotate_refresh_token(self, request: Any) -> bool:
        return self.rotates

    # what a browser and a program ask

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        size = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(size) if size else b""
        target = f"{self.url}{path}{'?' if query else ''}{query}"
        if path == "/authorize":
            headers, text, status = self._agreed(target)
        elif path == "/token":
            self.asked.append("token")
            sent = {"Content-Type": environ.get("CONTENT_TYPE", "")}
            server = WebApplicationServer(
                self, token_expires_in=self.seconds, token_generator=lambda _asked: secrets.token_urlsafe(24)
            )
            headers, text, status = server.create_token_response(target, "POST", body.decode(), sent)
        else:
            return self._calendars(environ, body, start)
        data = (text or "").encode()
        start(f"{status} X", [*headers.items(), ("Content-Length", str(len(data)))])
        return [data]

    def _agreed(self, target: str) -> tuple[dict[str, str], str, int]:
        server = WebApplicationServer(self)
        try:
            scopes, _credentials = server.validate_authorization_request(target)
            headers, text, status = server.create_authorization_response(target, scopes=scopes)
        except OAuth2Error as error:
            return {"Content-Type": "text/plain"}, str(error.error), 400
        return headers, text or "", status

    def _calendars(self, environ: dict[str, Any], body: bytes, start: Any) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if self.last_until == 0:
            self.end_access()
        self.last_until -= 1
        scheme, _space, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme != "Bearer" or token not in self.access:
            self.asked.append(f"{method} 401")
            start("401 Unauthorized", [("WWW-Authenticate", "Bearer"), ("Content-Length", "0")])
            return []
        self.asked.append(method)
        own = base64.b64encode(f"{self.server.user}:{self.server.password}".encode()).decode()
        sent = {"Authorization": f"Basic {own}", "Content-Type": environ.get("CONTENT_TYPE", "")}
        for name in ("DEPTH", "IF_MATCH") if self.like_google else ("DEPTH", "IF_MATCH", "IF_NONE_MATCH"):
            if f"HTTP_{name}" in environ:
                sent[name.replace("_", "-")] = environ[f"HTTP_{name}"]
        if self.like_google and method == "PUT":
            body = re.sub(rb"PRODID:[^\r]*", b"PRODID:-//Google Inc//Google Calendar 70.9054//EN", body)
            if b"STATUS:" not in body:
                body = body.replace(b"END:VEVENT", b"STATUS:CONFIRMED\r\nEND:VEVENT")
        parts = urlsplit(self.server.url)
        line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        with contextlib.closing(line):
            line.request(method, environ["REQUEST_URI"], body, sent)
            answer = line.getresponse()
            data = answer.read()
        unsaid = HOP | {"etag"} if self.like_google and method == "PUT" else HOP
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in unsaid]
        start(f"{answer.status} {answer.reason}", kept)
        return [data]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Handler(WSGIRequestHandler):
    def get_environ(self) -> dict[str, Any]:
        return {**super().get_environ(), "REQUEST_URI": self.path}

    def log_message(self, *args: Any) -> None:
        pass


@contextlib.contextmanager
def authority(server: Server) -> Iterator[Authority]:
    """Run a provider before a calendar server. oauthlib wants to be told that this is no public place."""
    found = Authority(server)
    with (
        mock.patch.dict(os.environ, {"OAUTHLIB_INSECURE_TRANSPORT": "1"}),
        make_server("127.0.0.1", 0, found, _Server, _Handler) as running,
    ):
        found.url = f"http://127.0.0.1:{running.server_port}"
        thread = threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield found
        finally:
            running.shutdown()


def agreed(address: str) -> str:
    """Return where a browser is sent by somebody who agrees."""
    parts = urlsplit(address)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    with contextlib.closing(line):
        line.request("GET", f"{parts.path}?{parts.query}")
        answer = line.getresponse()
        answer.read()
        return answer.getheader("Location") or f"{answer.status}"
