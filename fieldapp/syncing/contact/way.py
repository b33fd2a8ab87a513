"""How contacts reach the server: signed by the contact key, which lies in the keyring outside the box."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from fieldapp.syncing.transport import HttpLink, HttpTransport, TransportClock
from fieldapp.vault.vault import Vault
from shared.contract.custody.contact import ContactRequest, ContactResponse, JournalPart, JournalTaken
from shared.contract.signing import public_key

CONTACT_PATH = "/contact"
JOURNAL_PATH = "/contact/journal"


class HttpContact:
    """The way of one device. Making it raises `KeyringUnavailable` where the contact key is gone."""

    def __init__(
        self, vault: Vault, client: httpx.Client, clock: TransportClock, random_bytes: Callable[[int], bytes]
    ) -> None:
        identity = vault.profile.identity
        link = HttpLink(identity.server_url, clock, client)
        server_key = public_key(identity.server_public_key)
        self._way = HttpTransport(
            link, identity.device_id, vault.contact_key(), server_key, clock, random_bytes
        )

    def ask(self, request: ContactRequest) -> ContactResponse:
        """Say how the device stands."""
        return self._way.post(CONTACT_PATH, request, ContactResponse)

    def send(self, part: JournalPart) -> JournalTaken:
        """Send a part of the journal."""
        return self._way.post(JOURNAL_PATH, part, JournalTaken)
