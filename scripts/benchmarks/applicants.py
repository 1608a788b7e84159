"""People who sign up over HTTP, one question a page, and press the last button again when no answer came."""

import http.client
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

LOST = (OSError, http.client.HTTPException)
"""What a client sees when the server dies under it."""
PATIENCE_SECONDS = 30
CHANNEL = {"channel": "phone", "phone": "06 39 98 00 00"}


@dataclass(frozen=True)
class Reply:
    """An answer that came back whole."""

    status: int
    location: str
    text: str


@dataclass
class Browser:
    """A browser without JavaScript: cookies, forms, one connection a request.

    Its own address is said the way a reverse proxy says it, so that the limits on one address stay as they are.
    """

    port: int
    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Reply:
        return self._send("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Reply:
        return self._send("POST", path, urlencode(fields))

    def _send(self, method: str, path: str, body: str | None) -> Reply:
        headers = {"X-Forwarded-For": self.address, "Connection": "close"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return Reply(response.status, response.headers.get("Location", ""), text)


@dataclass
class LastPage:
    """A sign-up whose last button was not pressed yet, or whose press got no answer."""

    browser: Browser
    name: str
    fields: dict[str, str]
    is_acknowledged: bool = False
    code: str = ""
    """Of the receipt, without dashes, once it was read."""
    lost_answers: int = 0

    def press(self) -> None:
        """Press the last button until its answer comes, and read the receipt's code.

        Raises:
            OSError, HTTPException: No answer came; press again once there is a server.
            RuntimeError: The server refused.
        """
        try:
            if not self.is_acknowledged:
                self._expect(self.browser.post("/inscription/verifier", self.fields))
                self.is_acknowledged = True
            self.code = receipt_code(self.browser)
        except LOST:
            self.lost_answers += 1
            raise

    def _expect(self, reply: Reply) -> None:
        if reply.status != 303 or not reply.location.endswith("/inscription/recu#recu"):
            raise RuntimeError(f"{self.name}: {reply.status} {reply.location} {reply.text[:2000]}")


def walk(browser: Browser, neighbourhood: str, name: str) -> LastPage:
    """Answer every question of a resident's sign-up and stop before the last button."""
    step = browser.post("/inscription", {"quartier": neighbourhood}).location
    draft = hidden(browser.get(step).text, "draft")
    for answer in (
        {"who": "self"}, {"kind": "resident"}, {"number": "12 bis", "street": "rue fictive"}, {"name": name},
        {"birth_year": "1987"}, {"gender": "F"}, CHANNEL,
    ):  # fmt: skip
        reply = browser.post(step, answer | {"draft": draft})
        if reply.status != 303:
            raise RuntimeError(f"{step}: {reply.status} {reply.text[:2000]}")
        step = reply.location
    page = browser.get(step).text
    fields = {name: hidden(page, name) for name in ("draft", "started")}
    return LastPage(browser, name, fields | {"processing": "y", "website": ""})


def receipt_code(browser: Browser) -> str:
    """Return the code on the receipt of this browser's session, without dashes."""
    reply = browser.get("/inscription/recu")
    found = re.search(r'class="code"[^>]*>([0-9A-Z-]{19})<', reply.text)
    if reply.status != 200 or found is None:
        raise RuntimeError(f"no receipt: {reply.status} {reply.text[:2000]}")
    return found[1].replace("-", "")


def hidden(page: str, name: str) -> str:
    """Return the value of a hidden field."""
    field_of_name = next(tag for tag in re.findall(r"<input[^>]*>", page) if f'name="{name}"' in tag)
    value = re.search(r'value="([^"]*)"', field_of_name)
    if value is None:
        raise RuntimeError(f"the field {name} has no value")
    return value[1]
