"""What an installation decides: where its data and keys are, and on which address it listens.

The rule kept here: settings come from SYNCSERVER_… variables of the environment or the command line, and a
server that would talk in the clear to a network refuses to start unless it is told to.
"""

from ipaddress import ip_address
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """One server's settings; `port` 0 takes any free port."""

    model_config = SettingsConfigDict(env_prefix="SYNCSERVER_", extra="ignore", frozen=True)

    data_folder: Path = Field(default_factory=lambda: Path.home() / ".local" / "share" / "syncserver")
    database_url: str = ""
    keys_folder: Path | None = None
    checkpoints_file: Path | None = None
    files_folder: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8420, ge=0, le=65535)
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    allow_plain_http: bool = False
    body_seconds: float = Field(default=30.0, gt=0)

    @property
    def database(self) -> str:
        """The SQLAlchemy address: the one given, else a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_folder / 'server.sqlite3'}"

    @property
    def keys(self) -> Path:
        """The folder with the server's keys."""
        return self.keys_folder or self.data_folder / "keys"

    @property
    def recovery_key(self) -> Path:
        """Where the private half of the recovery key is written, to be taken off the machine from there."""
        return self.data_folder / "recovery.key"

    @property
    def witness(self) -> Path:
        """The file outside the database to which checkpoints of the audit chain are appended."""
        return self.checkpoints_file or self.data_folder / "checkpoints.txt"

    @property
    def files(self) -> Path:
        """The folder with the files of documents; every process of a server has the same."""
        return self.files_folder or self.data_folder / "files"

    @property
    def talks_in_the_clear(self) -> bool:
        """Whether requests would cross a network without TLS, and nobody said that this is meant."""
        return self.tls_certificate is None and not self.allow_plain_http and not _is_loopback(self.host)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
