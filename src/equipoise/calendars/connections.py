"""From what the person wrote to open connections: accounts, their secrets, and the stores on their servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from equipoise.calendars.accounts import Account, Accounts, Collection, Places, read_accounts
from equipoise.calendars.fetching.client import Client, Credentials, Secret
from equipoise.calendars.fetching.rules import Rules
from equipoise.calendars.keys import find_keys
from equipoise.calendars.oauth.bearer import Bearer
from equipoise.calendars.oauth.grant import Grant
from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.calendars.vault import Vault
from equipoise.domain.errors import Finding, InputError

__all__ = ["Connections", "open_plan_store"]


@dataclass
class Connections:
    """The accounts of a life, with the means to ask their servers. Closing it closes every connection.

    Attributes:
        accounts: what ``calendars.toml`` says. ``places``: where everything lies.
        environ: the environment, for the key.
    """

    accounts: Accounts
    places: Places
    environ: Mapping[str, str] = field(repr=False)
    _vault: Vault | None = field(default=None, init=False, repr=False)
    _clients: dict[str, Client] = field(default_factory=dict, init=False, repr=False)
    _providers: list[Client] = field(default_factory=list, init=False, repr=False)

    @classmethod
    def of(cls, life: Path, environ: Mapping[str, str]) -> Self:
        """Return those of a life file.

        Raises:
            InputError: if ``calendars.toml`` has mistakes.
        """
        places = Places.of(life)
        return cls(read_accounts(places.accounts), places, environ)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for client in [*self._clients.values(), *self._providers]:
            client.close()
        self._clients.clear()
        self._providers.clear()

    def vault(self, *, make: bool = False) -> Vault:
        """Return the opened vault.

        Args:
            make: make a key where there is none yet.

        Raises:
            StorageError: if there is no key, or it does not open the vault.
        """
        if self._vault is None:
            self._vault = Vault(self.places.vault, find_keys(self.environ, make=make))
        return self._vault

    def address(self, account: Account) -> str:
        """Return the address of an account, from the vault if it is secret."""
        return account.url or self.vault().get(account.name, account.owner)

    def client(self, account: Account) -> Client:
        """Return what asks the server of an account, with its password, within the rules of the owner."""
        if account.name not in self._clients:
            self._clients[account.name] = Client(self.rules(), credentials=self._secret(account))
        return self._clients[account.name]

    def _secret(self, account: Account) -> Secret | None:
        """Return what lets an account in; None if it needs nothing."""
        if not account.url or not (account.user or account.login == "oauth"):
            return None
        kept = self.vault().get(account.name, account.owner)
        if account.login != "oauth":
            return Credentials(account.url, account.user, kept) if kept else None
        provider = Client(self.rules())
        self._providers.append(provider)
        grant, cure = Grant.of(kept), self.cure(account)
        return Bearer(account.url, grant, provider, keep=lambda new: self.keep(account, new), cure=cure)

    def cure(self, account: Account) -> str:
        """Return what can be done if a login holds no more."""
        return f"log in again with: equipoise calendars password LIFE {account.name}"

    def keep(self, account: Account, grant: Grant) -> None:
        """Keep a login of an account, encrypted."""
        self.vault(make=True).put(account.name, account.owner, grant.text())

    def rules(self) -> Rules:
        """Return what may be reached."""
        return Rules(allow_networks=self.accounts.allow_networks, allow_hosts=self.accounts.allow_hosts)

    def store(self, account: Account, collection: Collection) -> CalDavStore:
        """Return a calendar on a server.

        Raises:
            StorageError: if it cannot be asked.
        """
        name = f"{account.name}/{collection.name}"
        return CalDavStore.open(self.client(account), collection.url, name)


def open_plan_store(config: Connections) -> CalDavStore:
    """Return the collection into which the plan is written; it stays open as long as ``config``.

    Raises:
        InputError: if no collection is marked for it.
        StorageError: if its server cannot be asked.
    """
    found = config.accounts.plan()
    if found is None:
        cure = "write plan = true below one [[account.collection]]"
        told = "no collection is chosen for the plan"
        raise InputError([Finding(told, cure, str(config.places.accounts))])
    return config.store(*found)
