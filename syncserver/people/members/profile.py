"""A member's profile, field by field: what may stand in it and how two people's changes are merged.

The rules kept here: a profile is valid or the change is refused whole; where a field was changed by somebody
else after the editor saw it, the value typed later stands, and the editor is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from shared.contract.bodies.people import FieldChange, MemberProfile
from shared.contract.exchange import Difference
from shared.errors import RuleRefused

_FIELDS = MemberProfile.__struct_fields__
_EARLIEST_BIRTH = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Edit:
    """A field as it was and as it is from now on, as text."""

    field: str
    earlier: str
    value: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that somebody else had changed meanwhile: what stands now and what does not.

    `newer` is whether the change that came now is the one that stands.
    """

    field: str
    stands: str
    other: str
    newer: bool


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of a set of changes: the profile, the edits that stand, what differs, in words as well.

    `clashes` are the fields of which two values were given, for a person to choose.
    """

    profile: MemberProfile
    edits: tuple[Edit, ...]
    differences: tuple[Difference, ...]
    remarks: tuple[str, ...]
    clashes: tuple[Clash, ...] = ()


def merge(
    profile: MemberProfile,
    changes: Sequence[FieldChange],
    typed_at_ms: Mapping[str, int],
    made_at_ms: int,
) -> Merged:
    """Apply changes typed at `made_at_ms` to a profile whose fields were last typed at `typed_at_ms`.

    A field that still is what the editor saw takes the new value. One that is not keeps whichever value was
    typed later, this change on a tie. Raises `member.unknown_field`, `member.field_twice` and
    `member.invalid_field`.
    """
    edits: list[Edit] = []
    differences: list[Difference] = []
    remarks: list[str] = []
    clashes: list[Clash] = []
    for change in _distinct(changes):
        stands = _text(profile, change.field)
        if stands == change.value:
            continue
        newer = made_at_ms >= typed_at_ms.get(change.field, 0)
        if stands == change.seen or newer:
            edits.append(Edit(change.field, stands, change.value))
        if stands != change.seen:
            kept = change.value if newer else stands
            differences.append(Difference(change.field, change.value, kept))
            remarks.append(_remark(change.field, stands, replaced=newer))
            clashes.append(Clash(change.field, kept, stands if newer else change.value, newer))
    return Merged(_with(profile, edits), tuple(edits), tuple(differences), tuple(remarks), tuple(clashes))


def chosen(profile: MemberProfile, field: str, value: str) -> MemberProfile:
    """Return the profile with one field as somebody chose it. Raises `member.invalid_field`."""
    return _with(profile, [Edit(field, _text(profile, field), value)])


def check(profile: MemberProfile, today: date) -> None:
    """Raise `member.name` or `member.date_of_birth` if the profile is no person's."""
    if not profile.first_name.strip() or not profile.last_name.strip():
        raise RuleRefused("member.name", "A name is needed", "First and last name may not be empty.")
    born = profile.date_of_birth
    if born is not None and not _EARLIEST_BIRTH <= born < today:
        raise RuleRefused(
            "member.date_of_birth", "Not a date of birth", "A day from 1900 until yesterday is expected."
        )


def _distinct(changes: Sequence[FieldChange]) -> Sequence[FieldChange]:
    names = [change.field for change in changes]
    for name in names:
        if name not in _FIELDS:
            raise RuleRefused("member.unknown_field", "No such field", f"A profile has no field {name}.")
    if len(set(names)) < len(names):
        raise RuleRefused("member.field_twice", "A field twice", "Each field is changed once at a time.")
    return changes


def _text(profile: MemberProfile, field: str) -> str:
    value: str | date | None = getattr(profile, field)
    if value is None:
        return ""
    return value if isinstance(value, str) else value.isoformat()


def _with(profile: MemberProfile, edits: Sequence[Edit]) -> MemberProfile:
    """The profile with the edits in it, decoded as strictly as if it had just come from a device."""
    values = {name: _text(profile, name) for name in _FIELDS} | {edit.field: edit.value for edit in edits}
    row: list[str | None] = [values[name] for name in _FIELDS]
    birth = _FIELDS.index("date_of_birth")
    row[birth] = row[birth] or None
    try:
        return msgspec.convert(row, MemberProfile)
    except msgspec.ValidationError as fault:
        fields = ", ".join(edit.field for edit in edits)
        raise RuleRefused(
            "member.invalid_field", "Not a valid value", f"One of these does not fit its field: {fields}."
        ) from fault


def _remark(field: str, stands: str, *, replaced: bool) -> str:
    became = "and was replaced" if replaced else "later than this change and stays"
    return f"{field}: somebody else had entered {stands[:100]!r} meanwhile, {became}."
