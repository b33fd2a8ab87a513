"""A union goes to another officer while the one before still has it without a network; both change one
member's phone. Both values reach the conflict desk of a real server, and the choice is what stands.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import msgspec

from fieldapp.everyone.merging.conflicts import load_conflicts, settle
from fieldapp.officer.enrol_member import change_member, load_profile
from fieldapp.store.outbox import append
from shared.contract.bodies.people import MemberEnrolled, MemberProfile, StaffAdded, UnionAssigned
from shared.ids import MemberId
from tests.end_to_end.tablets import Field
from tests.end_to_end.test_files_on_their_way import OnTheWay, found_union
from tests.syncserver.http_world import code_in, installed, run_command, serving

ADA = MemberProfile("Ada", "Obi", "+2348035551004")


def test_two_values_for_one_field_meet_at_the_conflict_desk(engine_url: str, tmp_path: Path) -> None:
    environment = {"SYNCSERVER_DATABASE_URL": engine_url, "SYNCSERVER_DATA_FOLDER": str(tmp_path / "server")}
    code, log, who = installed(environment), tmp_path / "log", MemberId(bytes(range(16)))
    with ExitStack() as opened, serving(environment, log) as address:

        def at_work(field: Field) -> OnTheWay:
            return OnTheWay(field, opened.enter_context(field.at_work()), environment, log, who)

        def tablet(person: str) -> OnTheWay:
            ran = run_command(environment, "enrol-code", f"{person}@ajo.ng")
            return at_work(Field(tmp_path / person, address, code_in(ran.out)))

        admin = Field(tmp_path / "admin", address, code)
        union = found_union(admin, environment, log, address)
        bisi = tablet("bisi")
        with bisi.desk.store.transaction() as tx:
            append(tx, bisi.desk.author, MemberEnrolled(who, union, "M-1", ADA))
        bisi.round(address)
        # From here on Bisi is without a network, and does not know that the union is another's.
        hand_on(at_work(admin), bisi, union, address)
        chidi = tablet("chidi")
        chidi.round(address)
        for desk, changes in (
            (bisi.desk, {"phone": "+2348035552004", "city": "Ibadan"}),
            (chidi.desk, {"phone": "+2348035553004", "state": "Oyo"}),
        ):
            seen = load_profile(desk, who).profile
            assert seen == ADA
            change_member(desk, who, seen, msgspec.structs.replace(seen, **changes))
        for each in (chidi, bisi, chidi):
            each.round(address)
        found = load_profile(chidi.desk, who).profile
        assert (found.phone, found.city, found.state) == ("+2348035553004", "Ibadan", "Oyo")
        (row,) = load_conflicts(chidi.desk, who)
        values = row.field, row.stands.value, row.other.value
        assert values == ("phone", "+2348035553004", "+2348035552004")
        assert (row.stands.by_name, row.other.by_name) == ("Chidi", "Bisi")
        settle(chidi.desk, row, row.other.value)
        chidi.round(address)
        assert load_conflicts(chidi.desk, who) == ()
        assert load_profile(chidi.desk, who).profile.phone == "+2348035552004"


def hand_on(admin: OnTheWay, bisi: OnTheWay, union: bytes, address: str) -> None:
    """Let the administrator take on Chidi, beside Bisi, and give him the union."""
    with admin.desk.store.transaction() as tx:
        me = tx.one(bytes, "SELECT supervisor_id FROM p_staff WHERE id = ?", (bisi.desk.author.staff,))
        chidi = admin.desk.author.ids.make()
        append(tx, admin.desk.author, StaffAdded(chidi, "Chidi", "CREDIT_OFFICER", "chidi@ajo.ng", me))
        append(tx, admin.desk.author, UnionAssigned(union, chidi, "Bisi has too many"))
    admin.round(address)
