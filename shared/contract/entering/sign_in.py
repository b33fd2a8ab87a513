"""Signing in with e-mail address and password, for who has no one-time code: the answer is such a code."""

from typing import Annotated

from msgspec import Meta

from shared.contract.codec import Code, Count, Label, Message


class SignInRequest(Message, frozen=True):
    """Who somebody says they are, and what they know and hold; `digits` are of an authenticator app."""

    protocol: Count
    email: Label
    password: Annotated[str, Meta(min_length=1, max_length=256)]
    digits: Annotated[str, Meta(max_length=16)] = ""

    def __repr__(self) -> str:
        return "SignInRequest(…)"


class SignInResponse(Message, frozen=True):
    """A one-time code with which a device may ask to be enrolled; it then waits for its approval."""

    code: Code
