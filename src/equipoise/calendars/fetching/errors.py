"""Why something could not be fetched. No text holds what the server sent, a password, or the query of an address.

FetchError
├── AddressError     the address may not be asked, or is none
│   └── PrivateAddressError  it lies in a private network that the owner has not allowed
├── NoAnswerError    nobody answered, or not to the end
│   └── TooSlowError     it took longer than allowed
├── TooLargeError    the answer is larger than allowed
├── LoginRefusedError  the login holds no more
└── StatusError      the server answered, but with an error
"""

from __future__ import annotations

from equipoise.domain.errors import StorageError

__all__ = [
    "AddressError",
    "FetchError",
    "LoginRefusedError",
    "NoAnswerError",
    "PrivateAddressError",
    "StatusError",
    "TooLargeError",
    "TooSlowError",
]


class FetchError(StorageError):
    """Something could not be fetched."""


class AddressError(FetchError):
    """The address is none, or lies where the owner allows no request, or leads away from where it may lead."""


class PrivateAddressError(AddressError):
    """The address lies in a private or reserved network, and the owner has not allowed it."""


class NoAnswerError(FetchError):
    """Nobody answered, or the answer broke off: whether the server did what was asked is not known."""


class TooSlowError(NoAnswerError):
    """It took longer than allowed."""


class TooLargeError(FetchError):
    """The answer is larger than allowed."""


class LoginRefusedError(FetchError):
    """The login holds no more: nothing further is tried with it."""


class StatusError(FetchError):
    """The server answered with an error. ``status``: its number (RFC 9110 section 15)."""

    def __init__(self, status: int, place: str) -> None:
        self.status = status
        super().__init__(f"{place}: the server answered {status} ({_WORDS.get(status, _word(status))})")


_WORDS = {
    401: "user name or password is wrong or missing; check them",
    403: "not allowed for this user",
    404: "there is nothing at this address; check it",
    410: "what was there is gone for good; ask for a new address",
    429: "it was asked too often; try again later",
}


def _word(status: int) -> str:
    return (
        "the server has a problem; try again later" if status >= 500 else "it does not answer such a request"
    )
