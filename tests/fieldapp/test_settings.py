"""Settings are read once and refused when they are not understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from fieldapp.settings import ClientSettings, checked_server_url, read_settings
from shared.errors import RuleRefused


def test_with_nothing_set_the_system_decides():
    settings = read_settings({})

    assert settings.data_folder.is_absolute()
    assert settings.data_folder.name == "fieldapp"
    assert (settings.server_url, settings.keyring) == (None, "system")
    assert (
        read_settings({"FIELDAPP_DATA_FOLDER": "", "FIELDAPP_SERVER_URL": "", "FIELDAPP_KEYRING": ""})
        == settings
    )


def test_what_is_set_is_taken(tmp_path):
    environ = {
        "FIELDAPP_DATA_FOLDER": str(tmp_path),
        "FIELDAPP_SERVER_URL": "http://127.0.0.1:8000/",
        "FIELDAPP_KEYRING": "demo-file",
    }

    assert read_settings(environ) == ClientSettings(Path(tmp_path), "http://127.0.0.1:8000", "demo-file")


@pytest.mark.parametrize("kind", ["System", "none", "null", "keyrings.alt", "demo"])
def test_an_unknown_keyring_is_refused(kind):
    with pytest.raises(RuleRefused) as refused:
        read_settings({"FIELDAPP_KEYRING": kind})

    assert refused.value.code == "settings.keyring"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("example.org", "settings.server_url"),
        ("ftp://example.org", "settings.server_url"),
        ("https://", "settings.server_url"),
        ("https://name:word@example.org", "settings.server_url"),
        ("https://example.org/?q=1", "settings.server_url"),
        ("https://example.org/#top", "settings.server_url"),
        ("https://[::1", "settings.server_url"),
        ("http://example.org", "settings.server_url_plain"),
        ("http://localhost.example.org", "settings.server_url_plain"),
        ("http://192.168.1.5:8000", "settings.server_url_plain"),
    ],
)
def test_an_address_that_is_none_or_not_encrypted_is_refused(url, code):
    with pytest.raises(RuleRefused) as refused:
        checked_server_url(url)

    assert refused.value.code == code


@pytest.mark.parametrize(
    "url",
    ["https://example.org", "https://example.org:8443/field", "http://localhost:8000", "http://[::1]:8000"],
)
def test_an_encrypted_or_local_address_is_taken(url):
    assert checked_server_url(url + "/") == url
