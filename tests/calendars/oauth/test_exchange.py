"""Logging in at a real authorisation server: what is asked, what fits, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.calendars.fetching.local import always, reply, serving
from tests.calendars.oauth.authority import CLIENT, SECRET, Authority, agreed

from equipoise.calendars.fetching.client import Client
from equipoise.calendars.fetching.errors import AddressError, LoginRefusedError, NoAnswerError
from equipoise.calendars.fetching.rules import Rules
from equipoise.calendars.oauth.exchange import Question, challenge_of, redeem, renew
from equipoise.calendars.oauth.grant import Grant
from equipoise.calendars.oauth.provider import GOOGLE, google_address
from equipoise.domain.errors import InputError, StorageError

REDIRECT = "http://127.0.0.1:43210/"
NOW = 1_000_000.0


def test_the_challenge_is_that_of_the_standards_example() -> None:
    """RFC 7636 appendix B."""
    assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == (
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


def test_google_is_asked_as_its_guide_says() -> None:
    question = Question.new(replace(GOOGLE, client="abc.apps.googleusercontent.com"), REDIRECT)
    parts = urlsplit(question.address)
    asked = {name: value for name, (value,) in parse_qs(parts.query).items()}
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://accounts.google.com/o/oauth2/v2/auth"
    assert asked == {
        "response_type": "code",
        "client_id": "abc.apps.googleusercontent.com",
        "redirect_uri": REDIRECT,
        "scope": "https://www.googleapis.com/auth/calendar",
        "state": question.state,
        "code_challenge": challenge_of(question.verifier),
        "code_challenge_method": "S256",
        "access_type": "offline",
        "prompt": "consent",
    }
    assert 43 <= len(question.verifier) <= 128  # RFC 7636 section 4.1
    assert google_address("ada+x@gmail.com") == (
        "https://apidata.googleusercontent.com/caldav/v2/ada%2Bx@gmail.com/user"
    )


def test_a_code_is_exchanged_and_tokens_are_renewed(provider: Authority, client: Client) -> None:
    question = Question.new(provider.provider, REDIRECT)
    answer = agreed(question.address)
    assert question.fits(answer)
    grant = redeem(client, question, question.code(answer), NOW)
    assert grant.access in provider.access
    assert grant.refresh in provider.refresh
    assert (grant.lasts(NOW + 3500), grant.lasts(NOW + 3590)) == (True, False)
    assert Grant.of(grant.text()) == grant
    later = renew(client, grant, NOW + 4000)
    assert later.access != grant.access
    assert later.refresh == grant.refresh
    assert later.lasts(NOW + 7000)
    provider.rotates = True
    turned = renew(client, later, NOW)
    assert turned.refresh != later.refresh
    assert provider.refresh == {turned.refresh}


def test_the_code_alone_may_be_typed(provider: Authority, client: Client) -> None:
    question = Question.new(provider.provider, REDIRECT)
    code = parse_qs(urlsplit(agreed(question.address)).query)["code"][0]
    assert redeem(client, question, question.code(f"  {code}\n"), NOW).refresh


def test_nothing_secret_is_shown(provider: Authority, client: Client) -> None:
    question = Question.new(provider.provider, REDIRECT)
    grant = redeem(client, question, question.code(agreed(question.address)), NOW)
    shown = repr([question, grant, grant.provider])
    for secret in (question.state, question.verifier, grant.access, grant.refresh, SECRET):
        assert secret not in shown
    assert CLIENT in shown


def test_an_answer_with_another_state_is_not_taken(provider: Authority) -> None:
    question, other = (Question.new(provider.provider, REDIRECT) for _ in range(2))
    for answer in (agreed(other.address), f"{REDIRECT}?code=abc", f"{REDIRECT}?code=abc&state="):
        assert not question.fits(answer)
        with pytest.raises(InputError, match="does not belong to this login"):
            question.code(answer)
    twice = f"{REDIRECT}?code=abc&state={question.state}&state={question.state}"
    assert not question.fits(twice)


def test_a_code_without_its_proof_is_worth_nothing(provider: Authority, client: Client) -> None:
    """Who sees the answer but not the question cannot use it: PKCE."""
    question = Question.new(provider.provider, REDIRECT)
    code = question.code(agreed(question.address))
    stolen = replace(question, verifier=Question.new(provider.provider, REDIRECT).verifier)
    with pytest.raises(InputError, match="does not take the code"):
        redeem(client, stolen, code, NOW)
    assert not provider.access
    assert redeem(client, question, code, NOW).access, "the right proof is taken still"
    with pytest.raises(InputError, match="used already"):
        redeem(client, question, code, NOW)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("access_denied", "refused, by you"),
        ("redirect_uri_mismatch", "does not know the address"),
        ("admin_policy_enforced", r"\(admin_policy_enforced\)"),
        ("<script>x", "the provider refused the login;"),
    ],
)
def test_a_refusal_is_told_in_plain_words(provider: Authority, error: str, told: str) -> None:
    question = Question.new(provider.provider, REDIRECT)
    with pytest.raises(InputError, match=told) as caught:
        question.code(f"{REDIRECT}?error={error}&error_description=trust+me&state={question.state}")
    assert "trust" not in str(caught.value)
    assert "script" not in str(caught.value)


@pytest.mark.parametrize("typed", ["", " ", "two words", "x" * 3000, "http://127.0.0.1/", "é"])
def test_what_is_no_code_is_not_sent(provider: Authority, typed: str) -> None:
    with pytest.raises(InputError, match="no code"):
        Question.new(provider.provider, REDIRECT).code(typed)


def test_a_wrong_client_or_secret_is_told(provider: Authority, client: Client) -> None:
    wrong = replace(provider.provider, secret="another")
    question = Question.new(wrong, REDIRECT)
    with pytest.raises(InputError, match="id or its secret is wrong"):
        redeem(client, question, question.code(agreed(question.address)), NOW)
    assert agreed(Question.new(replace(wrong, client="nobody"), REDIRECT).address) == "400"
    with pytest.raises(AddressError, match="--client-id"):
        Question.new(replace(wrong, client=""), REDIRECT)


def test_a_login_that_was_taken_back_is_told(provider: Authority, client: Client) -> None:
    question = Question.new(provider.provider, REDIRECT)
    grant = redeem(client, question, question.code(agreed(question.address)), NOW)
    provider.take_back()
    with pytest.raises(LoginRefusedError, match="taken back at the provider, or has expired"):
        renew(client, grant, NOW)


def test_secrets_cross_the_internet_encrypted_or_not_at_all(provider: Authority) -> None:
    """A token endpoint without TLS is asked at home alone."""
    open_one = replace(provider.provider, token="http://oauth.example.org/token")
    grant = Grant(open_one, "refresh")
    with (
        Client(Rules(), resolver=lambda _host, _port: ["93.184.216.34"]) as public,
        pytest.raises(AddressError, match="unencrypted"),
    ):
        renew(public, grant, NOW)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "[]",
        '{"access_token": 3, "token_type": "Bearer"}',
        '{"access_token": "a b", "token_type": "Bearer"}',
        '{"access_token": "a\\r\\nX-Evil: 1", "token_type": "Bearer"}',
        '{"access_token": "abc", "token_type": "mac"}',
        "[" * 50_000,
    ],
)
def test_an_answer_without_a_token_that_can_be_used_is_refused(client: Client, answer: str) -> None:
    with serving(always(reply(answer.encode()))) as place:
        grant = Grant(replace(GOOGLE, token=place.url, client="c"), "refresh")
        with pytest.raises(NoAnswerError, match="no token that can be used"):
            renew(client, grant, NOW)


def test_less_than_was_asked_for_is_not_taken(client: Client) -> None:
    """Google lets people untick what an app asks for."""
    text = b'{"access_token": "abc", "refresh_token": "def", "token_type": "Bearer", "scope": "openid"}'
    with serving(always(reply(text))) as place:
        question = Question.new(replace(GOOGLE, token=place.url, client="c"), REDIRECT)
        with pytest.raises(InputError, match="permission for the calendars was not given"):
            redeem(client, question, "code", NOW)


def test_a_login_that_does_not_last_is_not_taken(client: Client) -> None:
    with serving(always(reply(b'{"access_token": "abc", "token_type": "Bearer"}'))) as place:
        question = Question.new(replace(GOOGLE, token=place.url, client="c"), REDIRECT)
        with pytest.raises(InputError, match="no refresh token"):
            redeem(client, question, "code", NOW)


def test_a_password_is_no_login() -> None:
    with pytest.raises(StorageError, match="no login by OAuth"):
        Grant.of("correct horse")
