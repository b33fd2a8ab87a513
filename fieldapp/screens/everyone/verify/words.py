"""What a check of a receipt comes to, in plain words."""

from __future__ import annotations

from fieldapp.everyone.receipts.verifying import Checked, Verdict
from fieldapp.screens.paper.blocks import Fact
from fieldapp.screens.words import Formats, NoticeKind, Told, tr


def told_of(checked: Checked) -> Told:
    """Return the answer as it is told above everything else."""
    if checked.verdict == "genuine":
        words = tr("A tablet of this institution signed it. The figures below have to stand on the receipt.")
        if checked.revoked:
            words = tr("The tablet that signed it is taken out of use: ask the office if it has the money.")
        action = tr("Show the receipt") if checked.repayment is not None else ""
        return Told("done", tr("This receipt is genuine"), words, action)
    kind: NoticeKind = "error" if checked.verdict in ("forged", "different") else "note"
    title, words = _words()[checked.verdict]
    return Told(kind, title, words)


def facts_of(checked: Checked, say: Formats) -> tuple[Fact, ...]:
    """Return what the code says, to be compared with the receipt; nothing where it proves nothing."""
    code = checked.code
    if code is None or checked.verdict not in ("genuine", "different"):
        return ()
    by = " · ".join(filter(None, (checked.staff_name, checked.device_code)))
    return (
        Fact(tr("Amount"), say.signed(code.amount_minor)),
        Fact(tr("Received"), say.day_and_clock(code.at_ms)),
        Fact(tr("By"), by),
        Fact(tr("Number of the record"), f"{code.sequence:,}"),
        Fact(tr("Letters to read out"), code.short),
    )


def _words() -> dict[Verdict, tuple[str, str]]:
    return {
        "different": (
            tr("This tablet signed it, but holds something else"),
            tr("Keep the receipt and show it to your supervisor: it is not what was recorded here."),
        ),
        "forged": (
            tr("This receipt is not genuine"),
            tr("The tablet it names did not sign it. It proves no payment; tell your supervisor."),
        ),
        "unknown": (
            tr("Of a tablet that is not known here"),
            tr(
                "It may be new, or of another institution. Sync and check again, or look it up on the "
                "office's page for receipts."
            ),
        ),
        "damaged": (
            tr("This is not a whole code"),
            tr("Part of it is missing or mistyped. Copy all of it, or take a picture of the square."),
        ),
        "too_new": (
            tr("This code is too new"),
            tr("It was written by a newer program. Update this one, or ask the office."),
        ),
    }
