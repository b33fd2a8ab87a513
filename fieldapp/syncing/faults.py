"""What can go wrong between this tablet and the server, as the sync centre shows it.

    SyncFault
    ├── Unreachable       no answer: no network, refused, timed out, cut on the way
    │   └── EnrolmentUnanswered   the same when enrolling: the code may be spent
    ├── ServerBusy        the server asks to come later; it says when
    ├── ServerFault       the server failed on its side
    ├── NotOurServer      something else answered: a captive portal, a proxy, another site
    ├── AnswerDamaged     our server's answer did not arrive as it was sent
    ├── ClockWrong        this tablet's clock is too far from the server's
    ├── Refused           the server answered a problem: it will not talk to this device like this
    ├── UpgradeNeeded     this version of the app is too old for the server
    ├── ApprovalAwaited   somebody above the owner has to approve this tablet first
    ├── UntrustedAnswer   the answer is not signed by the server this tablet was enrolled with
    └── RoundStalled      the round went on without getting anywhere

The rule kept here: none of these is a verdict. Whatever is raised, no operation leaves the outbox.
"""

from __future__ import annotations

from typing import ClassVar


class SyncFault(Exception):
    """A round could not go on; nothing waiting was lost. `title` and `detail` are shown as they are."""

    title: ClassVar[str] = "The round could not be finished"
    detail: str = "Nothing is lost. It is tried again by itself."

    def __init__(self, note: str = "") -> None:
        super().__init__(note or self.title)


class Unreachable(SyncFault):
    """No answer came; the server may or may not have taken what was sent, and is asked again."""

    title = "No connection to the office"
    detail = "Everything is kept on this tablet and sent when there is a connection."


class EnrolmentUnanswered(Unreachable):
    """The code was presented more than once and no answer came that could be read."""

    title = "No answer from the office"
    detail = (
        "This tablet is not enrolled yet. Check the connection and try the code again. If it is not taken"
        " then, it is used up: ask the office for a new one."
    )


class ServerBusy(SyncFault):
    """The server asks to wait `retry_after_s` seconds."""

    title = "The office is busy"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"wait {retry_after_s} s")
        self.retry_after_s = retry_after_s


class ServerFault(SyncFault):
    """The server failed with this HTTP status."""

    title = "The office has a problem"
    detail = "Nothing is lost. Tell the office if it lasts."

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class NotOurServer(SyncFault):
    """Whoever answered does not speak this protocol."""

    title = "Something else answered in place of the office"
    detail = "This network may want a login in the browser first. Nothing is lost."


class AnswerDamaged(SyncFault):
    """The answer is of our type but cannot be read."""

    title = "The answer arrived damaged"


class ClockWrong(SyncFault):
    """The server does not accept this tablet's time; its own is `server_time_ms`."""

    title = "The clock of this tablet is wrong"
    detail = "Set date and time in the tablet's settings. Nothing is lost."

    def __init__(self, server_time_ms: int) -> None:
        super().__init__(f"server time {server_time_ms}")
        self.server_time_ms = server_time_ms


class Refused(SyncFault):
    """The server's own words on why it will not go on: a problem in the form of RFC 9457."""

    title = "The office refused"

    def __init__(self, status: int, code: str, title: str, detail: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.problem_title = title
        self.detail = detail


class UpgradeNeeded(SyncFault):
    """What was waiting has been sent; nothing new arrives until the app is upgraded."""

    title = "This app is too old for the office"
    detail = "What you record is still sent. Install the new version to receive changes."


class ApprovalAwaited(SyncFault):
    """Enrolled, but not approved yet: whoever approves compares `fingerprint` with their own screen, and the
    office is asked again with the same `code`.
    """

    title = "Waiting for approval"
    detail = "Somebody above you at the office approves this tablet. The digits have to be the same there."

    def __init__(self, fingerprint: str, staff_name: str, ask_again_s: int, code: str = "") -> None:
        super().__init__("asked")
        self.fingerprint = fingerprint
        self.staff_name = staff_name
        self.ask_again_s = ask_again_s
        self.code = code


class UntrustedAnswer(SyncFault):
    """The signed head of the answer does not verify, or is about another device or epoch."""

    title = "The answer is not from your institution"
    detail = "It was not used. Nothing is lost. Tell the office."


class RoundStalled(SyncFault):
    """Exchange after exchange changed nothing although something still waits."""

    title = "The round does not get on"
