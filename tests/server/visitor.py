"""Somebody who uses a running server, by HTTP alone."""

from __future__ import annotations

import http.cookiejar
import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from tests.server.processes import Processes, free_port

__all__ = ["PASSWORD", "Browser", "begin", "logged_in"]

PASSWORD = "correct horse battery"


class Browser:
    """A browser of somebody who is logged in."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def ask(self, path: str, form: dict[str, str] | bytes | None = None, **headers: str) -> tuple[int, str]:
        """Send a request; return status and text of the answer."""
        data = urllib.parse.urlencode(form).encode() if isinstance(form, dict) else form
        request = urllib.request.Request(self.base + path, data, {"Referer": self.base, **headers})
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def post(self, path: str, on: str = "/week", **form: str) -> tuple[int, str]:
        """Send a form, with the secret of a page."""
        given = {"csrfmiddlewaretoken": self.secret(on), **form}
        return self.ask(path, given, Accept="application/json")

    def secret(self, on: str) -> str:
        """Return the secret of a page's forms."""
        _, page = self.ask(on)
        found = re.search(r'csrf(?:middlewaretoken" value|)="([^"]+)"', page)
        assert found, page[:500]
        return found[1]

    def upload(self, path: str, on: str, name: str, body: bytes) -> tuple[int, str]:
        """Send a file, with the secret of a page."""
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{self.secret(on)}\r\n',
            f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n',
        ]
        sent = "".join(parts).encode() + body + b"\r\n--x--\r\n"
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        return self.ask(path, sent, **kind)

    def login(self, name: str) -> None:
        """Log in."""
        self.post("/account/login/", on="/account/login/", login=name, password=PASSWORD)


def begin(processes: Processes, *names: str) -> tuple[subprocess.Popen[bytes], int]:
    """Start a server with accounts, each with the demonstration; return it and its port."""
    for name in names:
        processes.run("user", "add", name, "--password-stdin", given=PASSWORD)
    port = free_port()
    server = processes.serve(port)
    for name in names:
        browser = Browser(port)
        browser.login(name)
        assert browser.post("/welcome/demo", on="/welcome", name="consultant")[0] == 200
    return server, port


def logged_in(port: int, name: str) -> Browser:
    """Return the browser of somebody with an account."""
    browser = Browser(port)
    browser.login(name)
    return browser
