"""By hand, where there is no network: what waits is saved as a file for the office, and its answer taken in.

The rules kept here: how many records and how much money travel is said before and after; what was saved goes
on waiting until it has an answer, so nothing depends on the file.
"""

from __future__ import annotations

from pathlib import Path

from fieldapp.screens.frame import Page
from fieldapp.screens.paper.files import NotWritten, write_new
from fieldapp.screens.paper.places import documents
from fieldapp.screens.paper.where import Where
from fieldapp.screens.paper.which import Which
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.text import Fact, Tone, label
from fieldapp.screens.words import Told, counted, explain, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk
from fieldapp.store.carried.bundles import Bundle
from fieldapp.store.outbox import Tally
from fieldapp.syncing.centre import SyncCentre
from fieldapp.syncing.courier.saving import Packed, pack_bundle, unpack_bundle
from fieldapp.syncing.courier.taking import TakenAnswer, take_answer
from fieldapp.vault.faults import VaultFault
from fieldapp.vault.lease import LeaseGrant
from shared.contract.custody.courier import MAX_COURIER_BYTES
from shared.contract.signing import public_key

_PLACE = ("preference", "courier/folder")
_BUNDLE, _ANSWER = "courier", ".answer"


class CourierCard(Card):
    """What waits and what was given to a courier last; the page says what came of it."""

    def __init__(self, bench: Workbench, page: Page) -> None:
        super().__init__(tr("By courier"))
        self._bench = bench
        self._page = page
        self.words = label(
            self.tr("No network for long? What waits can travel to the office on a stick, sealed."),
            "label",
            "muted",
            wrap=True,
        )
        self.waiting = Fact(self.tr("Waiting here"))
        self.given = Fact(self.tr("Given to a courier"))
        self.save = Button(bench.look, self.tr("Save for courier…"), "plain", "download-simple")
        self.take = Button(bench.look, self.tr("Take in an answer…"), "plain", "folder")
        self.where = Where(bench, page)
        self.which = Which(bench, page, self.tr("Which answer of the office"), (_ANSWER,))
        for part in (self.words, self.waiting, self.given):
            self.body.addWidget(part)
        for button in (self.save, self.take):
            acts = row(Gap.S)
            acts.addWidget(button, 1)
            self.body.addLayout(acts)
        self.save.clicked.connect(lambda: self.where.ask(self._folder()))
        self.take.clicked.connect(self.which.ask)
        self.where.chosen.connect(self._save)
        self.which.chosen.connect(self._take)

    def show_centre(self, centre: SyncCentre) -> None:
        """Show how much would travel and what did."""
        self.waiting.set_value(self._money(centre.tallies["on_tablet"]))
        given = centre.courier
        self.given.setVisible(given is not None)
        if given is not None:
            self.given.set_value(*self._of(given))

    def _of(self, given: Bundle) -> tuple[str, Tone]:
        when = self._bench.formats.moment(given.made_at_ms, self._bench.now_ms())
        what = self._money(Tally(given.count, given.value_minor))
        if given.answered_at_ms is not None:
            return self.tr("{when}: {what}, answered").format(when=when, what=what), "paid"
        return self.tr("{when}: {what}, no answer yet").format(when=when, what=what), "pending"

    def _money(self, tally: Tally) -> str:
        records = counted(tally.count, self.tr("record"), self.tr("records"))
        value = self._bench.formats.signed(tally.value_minor) if tally.value_minor else ""
        return ", ".join(part for part in (records, value) if part)

    def _folder(self) -> Path:
        kept = (self._bench.notes.get(*_PLACE) or b"").decode(errors="replace")
        return Path(kept) if kept else documents()

    def _save(self, folder: Path) -> None:
        """Seal what waits, then write it where somebody chose to have it."""
        self._busy(busy=True)
        random_bytes = self._bench.vault.around.random_bytes

        def write(packed: Packed) -> None:
            name = f"{packed.name}.{_BUNDLE}"
            self._bench.file(
                self,
                lambda: write_new(folder, name, packed.data),
                lambda path: self._saved(packed, path),
                lambda fault: self._not_saved(packed, fault),
            )

        self._bench.write(self, lambda desk: pack_bundle(desk, random_bytes), write, self._fail)

    def _saved(self, packed: Packed, path: Path) -> None:
        self._busy(busy=False)
        self._bench.notes.put(*_PLACE, str(path.parent).encode())
        what = self._money(Tally(packed.bundle.count, packed.bundle.value_minor))
        title = self.tr("Saved for the courier: {what}").format(what=what)
        detail = self.tr("Only the office can read it. It goes by network as well, where there is one.")
        self._page.tell(Told("done", title, f"{path}. {detail}"))

    def _not_saved(self, packed: Packed, fault: Exception) -> None:
        self._bench.write(
            self, lambda desk: unpack_bundle(desk, packed), lambda _: self._fail(fault), self._fail
        )

    def _take(self, path: Path) -> None:
        """Read the answer from where it lies, then take it in."""
        self._busy(busy=True)
        key = public_key(self._bench.vault.profile.identity.server_public_key)

        def take(data: bytes) -> None:
            def work(desk: Desk) -> TakenAnswer:
                return self._taken_in(take_answer(desk, data, key))

            self._bench.write(self, work, self._took, self._fail)

        self._bench.file(self, lambda: _read(path), take, self._fail)

    def _taken_in(self, taken: TakenAnswer) -> TakenAnswer:
        """On the store's lane: the lease that came along counts, but says nothing of what time it is now."""
        result = taken.result
        if taken.news and result.lease_until_ms:
            try:
                grant = LeaseGrant(result.lease_until_ms, result.server_time_ms, carried=True)
                self._bench.vault.renew_lease(grant)
            except VaultFault as fault:
                self._bench.quietly(fault)
        return taken

    def _took(self, taken: TakenAnswer) -> None:
        self._busy(busy=False)
        if not taken.news:
            detail = self.tr("Everything in it is known here already.")
            self._page.tell(Told("note", self.tr("This answer changes nothing"), detail))
            return
        self._bench.refresh()
        title = self.tr("The office has answered {records}").format(
            records=counted(taken.result.sent, self.tr("record"), self.tr("records"))
        )
        received = counted(taken.result.received, self.tr("record"), self.tr("records"))
        self._page.tell(Told("done", title, self.tr("{records} received.").format(records=received)))

    def _fail(self, fault: Exception) -> None:
        self._busy(busy=False)
        self._page.tell(explain(fault, self._bench.formats))

    def _busy(self, *, busy: bool) -> None:
        for button in (self.save, self.take):
            button.setEnabled(not busy)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_COURIER_BYTES + 1)
    except OSError as fault:
        detail = tr("Look whether the stick is still in, then choose the file again.")
        raise NotWritten(tr("The file could not be read"), detail) from fault
