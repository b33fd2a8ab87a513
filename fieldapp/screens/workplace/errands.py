"""What can be done from anywhere: shown under More, and found by search everywhere.

The rule kept here: nothing is offered to somebody who may not have it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from fieldapp.screens.targets import Kind, Target
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import TEXT_SIZES
from fieldapp.screens.words import tr
from fieldapp.screens.workplace.pages import may_open


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to do: `words` the line shown, `second` what it is about, `also` words that find it."""

    key: str
    words: str
    icon: str
    run: Callable[[], None]
    second: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways an errand may take."""

    open: Callable[[Target], None]
    sync: Callable[[], None]
    lock: Callable[[], None]


def errands_of(role: str, look: Look, ways: Ways) -> tuple[Errand, ...]:
    """Return what this person may do from anywhere, in the order of More."""
    also = {
        "verify": tr("verify receipt code square genuine forged scan picture"),
        "day": tr("report reconcile close finish today cash"),
        "repayments": tr("payments receipts history collected"),
        "enrol_member": tr("enrol register add customer person"),
        "portfolio": tr("report outstanding ageing risk par collection rate chart"),
    }
    places: tuple[tuple[Kind, str, str], ...] = (
        ("portfolio", tr("Portfolio"), "chart-bar"),
        ("profile", tr("Profile"), "user-circle"),
        ("notifications", tr("Notifications"), "bell"),
        ("sync", tr("Sync centre"), "arrows-clockwise"),
        ("day", tr("End of day"), "check-circle"),
        ("repayments", tr("Repayments"), "receipt"),
        ("enrol_member", tr("New member"), "user-plus"),
        ("verify", tr("Check a receipt"), "seal-check"),
        ("conflict", tr("Two values for one field"), "note-pencil"),
        ("about", tr("About this tablet"), "info"),
    )

    def opening(kind: Kind) -> Callable[[], None]:
        return lambda: ways.open(Target(kind))

    found = [
        Errand(kind, words, icon, opening(kind), also=also.get(kind, ""))
        for kind, words, icon in places
        if may_open(role, Target(kind))
    ]
    now = tr("dark") if look.dark else tr("light")
    larger = next((size for size in TEXT_SIZES if size > look.scale), TEXT_SIZES[0])
    found += [
        Errand(
            "theme",
            tr("Theme: {now}").format(now=now),
            "sun" if look.dark else "moon",
            lambda: look.choose(replace(look.appearance, theme="light" if look.dark else "dark")),
            also=tr("dark light colours night"),
        ),
        Errand(
            "text",
            tr("Text size: {percent} %").format(percent=round(look.scale * 100)),
            "text-aa",
            lambda: look.choose(replace(look.appearance, text_size=larger)),
            also=tr("larger smaller letters"),
        ),
        Errand("sync_now", tr("Sync now"), "arrows-clockwise", ways.sync, also=tr("send receive office")),
        Errand("lock", tr("Lock"), "lock-simple", ways.lock, also=tr("leave sign out")),
    ]
    return tuple(found)
