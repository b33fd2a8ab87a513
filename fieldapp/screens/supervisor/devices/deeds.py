"""What is decided about a device behind a question: one table of its button, its question and its job.

The rule kept here: a question says exactly what will happen and what waits on the tablet, wants a reason, and
offers the safe choice first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from fieldapp.screens.supervisor.devices.words import holds_words, seen_words
from fieldapp.screens.widgets.buttons import ButtonKind
from fieldapp.screens.widgets.overlays.dialog import Question
from fieldapp.screens.words import Formats, tr
from fieldapp.store.author import Desk
from fieldapp.supervisor.devices import DeviceRow, revoke_device, unlock_device, wipe_device
from shared.ids import DeviceId

DeedKey = Literal["decline", "unlock", "revoke", "wipe"]
_LEAST_REASON = 10
_MOST_REASON = 300


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do. `title` has the name of the tablet's person in it; `said` is told once it is done.

    It is `offered` for devices that stand so; `impact` says that it takes something away.
    """

    key: DeedKey
    words: str
    kind: ButtonKind
    icon: str
    title: str
    text: str
    safe: str
    act: str
    reason: str
    said: str
    job: Callable[[Desk, DeviceId, str], DeviceRow]
    offered: Callable[[DeviceRow], bool]
    impact: bool = True
    harmful: bool = True

    def question(self, found: DeviceRow, say: Formats, now_ms: int) -> Question:
        """Return what is asked before it is done to a device."""
        return Question(
            title=self.title.format(name=found.owner_name or "–"),
            safe=self.safe,
            act=self.act,
            text=self.text,
            impact=_impact(found, say, now_ms) if self.impact else (),
            reason=self.reason,
            least=_LEAST_REASON,
            most=_MOST_REASON,
            icon=self.icon,
            harmful=self.harmful,
        )


def deeds(*, sealed: bool) -> tuple[Deed, ...]:
    """Return everything that may be done, what takes most first; `sealed`: tablets keep a sealed journal."""
    return _wiping(sealed=sealed), _revoking(), _unlocking(), _declining()


def _wiping(*, sealed: bool) -> Deed:
    first = tr("At its next contact the tablet sends its sealed journal, with all it ever recorded.")
    if not sealed:
        first = tr("This institution has no recovery key: what waits on the tablet is lost with it.")
    then = tr(
        "Then it destroys its keys and everything stored on it. It is revoked at once. Neither can be "
        "undone, and a tablet that never comes into contact is never wiped."
    )
    return Deed(
        key="wipe",
        words=tr("Wipe"),
        kind="refuse",
        icon="trash",
        title=tr("Wipe the tablet of {name}?"),
        text=f"{first} {then}",
        safe=tr("Keep it"),
        act=tr("Order the wipe"),
        reason=tr("Why it is wiped"),
        said=tr("Wipe ordered"),
        job=wipe_device,
        offered=lambda found: (
            found.stands != "asks" and found.record.order not in ("wipe", "wiped") and not found.here
        ),
    )


def _revoking() -> Deed:
    return Deed(
        key="revoke",
        words=tr("Revoke"),
        kind="plain",
        icon="prohibit",
        title=tr("Revoke the tablet of {name}?"),
        text=tr(
            "At its next contact it locks for good and sends what it recorded; money in that stands in "
            "suspense until somebody assigns it. Its person enrols anew to go on. This cannot be undone."
        ),
        safe=tr("Keep it"),
        act=tr("Revoke it"),
        reason=tr("Why it is revoked"),
        said=tr("Revoked"),
        job=revoke_device,
        offered=lambda found: found.record.state in ("ACTIVE", "FROZEN") and not found.here,
    )


def _unlocking() -> Deed:
    return Deed(
        key="unlock",
        words=tr("Unlock"),
        kind="primary",
        icon="lock-simple-open",
        title=tr("Let {name} try the PIN again?"),
        text=tr(
            "Somebody typed ten wrong PINs on it. Whoever holds it may try ten more from its next contact "
            "on, so speak to its person first, and not by that tablet. A forgotten PIN is not helped by "
            "this: then the tablet is revoked and its person enrols anew."
        ),
        safe=tr("Leave it locked"),
        act=tr("Unlock it"),
        reason=tr("How you made sure who holds it"),
        said=tr("Unlocked"),
        job=unlock_device,
        offered=lambda found: found.stands == "locked",
        impact=False,
        harmful=False,
    )


def _declining() -> Deed:
    return Deed(
        key="decline",
        words=tr("They differ: decline"),
        kind="refuse",
        icon="x",
        title=tr("Decline the tablet of {name}?"),
        text=tr(
            "It is never let in. Where its person really holds it, somebody may be between the tablet and "
            "the office: have them enrol again at the office itself."
        ),
        safe=tr("Let it wait"),
        act=tr("Decline it"),
        reason=tr("What the tablet showed, or why it is declined"),
        said=tr("Declined"),
        job=revoke_device,
        offered=lambda found: found.stands == "asks",
        impact=False,
    )


def _impact(found: DeviceRow, say: Formats, now_ms: int) -> tuple[tuple[str, str], ...]:
    nothing = tr("nothing") if found.account is not None else tr("not known")
    return (
        (tr("Waits on it, not at the office yet"), holds_words(found, say) or nothing),
        (tr("Last seen"), seen_words(found, say, now_ms)),
    )
