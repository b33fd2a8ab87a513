"""Rows of the institution, its staff and their devices, products, unions, members, what is on file of
them and visits to them.
"""

from __future__ import annotations

from datetime import date

import msgspec

from fieldapp.store.projection.overlay import LaidOver
from fieldapp.store.projection.rows import Sheet, number_words
from fieldapp.store.projection.sight import Aggregate, Sight
from fieldapp.store.projection.tables import (
    DEVICE,
    DOCUMENT,
    MEMBER,
    PRODUCT,
    SETTING,
    STAFF,
    UNION,
    VISIT,
)
from shared.contract.bodies import people
from shared.contract.bodies.documents import DocumentAttached
from shared.contract.bodies.lending import ProductDefined
from shared.contract.bodies.visits import VisitRecorded
from shared.contract.codec import decode, encode
from shared.contract.operations import KIND_OF
from shared.contract.records import (
    DeviceRecord,
    DocumentRecord,
    InstitutionRecord,
    MemberRecord,
    ProductRecord,
    StaffRecord,
    UnionRecord,
    VisitRecord,
)
from shared.sounding import sounds_of


def project_institution(aggregate: Aggregate, _: Sight, sheet: Sheet) -> None:
    """Put the settings everybody works under."""
    settings = None
    if aggregate.body is not None:
        settings = decode(InstitutionRecord, aggregate.body).settings
    for laid in aggregate.operations:
        if isinstance(laid.body, people.InstitutionCreated | people.InstitutionChanged):
            settings = laid.body.settings
    if settings is not None:
        row = (aggregate.id, settings.name, encode(settings), aggregate.version, aggregate.provisional)
        sheet.put(SETTING, row)


def project_staff(aggregate: Aggregate, _: Sight, sheet: Sheet) -> None:
    """Put a colleague."""
    record = None if aggregate.body is None else decode(StaffRecord, aggregate.body)
    for laid in aggregate.operations:
        match laid.body:
            case people.StaffAdded() as body if record is None:
                record = StaffRecord(
                    body.name, body.role, "ACTIVE", body.supervisor, body.approval_limit_minor
                )
            case people.StaffChanged() as body if record is not None:
                record = msgspec.structs.replace(
                    record,
                    supervisor=body.supervisor,
                    status=body.status,
                    approval_limit_minor=body.approval_limit_minor,
                )
    if record is not None:
        row = (aggregate.id, record.name, record.role, record.status, record.supervisor)
        tail = (record.approval_limit_minor, aggregate.version, aggregate.provisional)
        sheet.put(STAFF, row + tail)


def project_device(aggregate: Aggregate, _: Sight, sheet: Sheet) -> None:
    """Put a device; `device` of its row is the whole `DeviceRecord`, `sent` the last kind laid over it."""
    if aggregate.body is None:
        return
    record, sent = decode(DeviceRecord, aggregate.body), None
    for laid in aggregate.operations:
        record, sent = _device_after(record, laid), KIND_OF[type(laid.body)][0]
    row = (aggregate.id, record.staff, record.state, encode(record), sent)
    sheet.put(DEVICE, (*row, aggregate.version, aggregate.provisional))


def _device_after(record: DeviceRecord, laid: LaidOver) -> DeviceRecord:
    match laid.body:
        case people.DeviceApproved() if record.state == "PENDING":
            return msgspec.structs.replace(record, state="ACTIVE")
        case people.DeviceRevoked(reason=reason) if record.state != "REVOKED":
            return msgspec.structs.replace(record, state="REVOKED", reason=reason)
        case people.DeviceUnlocked() if record.state == "ACTIVE":
            return msgspec.structs.replace(record, order="unlock")
        case people.DeviceWiped(reason=reason) if not record.order.startswith("wipe"):
            return msgspec.structs.replace(record, state="REVOKED", reason=reason, order="wipe")
    return record


def project_product(aggregate: Aggregate, _: Sight, sheet: Sheet) -> None:
    """Put a loan product."""
    definition = None if aggregate.body is None else decode(ProductRecord, aggregate.body).definition
    for laid in aggregate.operations:
        if isinstance(laid.body, ProductDefined):
            definition = laid.body.definition
    if definition is not None:
        row = (aggregate.id, definition.code, definition.name, int(definition.active), encode(definition))
        sheet.put(PRODUCT, (*row, aggregate.version, aggregate.provisional))


def project_union(aggregate: Aggregate, _: Sight, sheet: Sheet) -> None:
    """Put a union."""
    record = None if aggregate.body is None else decode(UnionRecord, aggregate.body)
    for laid in aggregate.operations:
        match laid.body:
            case people.UnionCreated() as body if record is None:
                record = UnionRecord(body.officer, body.profile)
            case people.UnionChanged() as body if record is not None:
                record = UnionRecord(record.officer, body.profile)
            case people.UnionAssigned() as body if record is not None:
                record = UnionRecord(body.officer, record.profile)
    if record is not None:
        _put_union(aggregate, record, sheet)


def _put_union(aggregate: Aggregate, record: UnionRecord, sheet: Sheet) -> None:
    profile = record.profile
    sheet.put(
        UNION,
        (
            aggregate.id,
            profile.name,
            profile.location,
            record.officer,
            profile.meeting_weekday,
            profile.meeting_time,
            profile.meeting_frequency,
            profile.meeting_place,
            encode(profile),
            aggregate.version,
            aggregate.provisional,
        ),
    )
    sheet.find_by("union", aggregate.id, f"{profile.name} {profile.location}")


def project_member(aggregate: Aggregate, _: Sight, sheet: Sheet) -> None:
    """Put a member."""
    record = None if aggregate.body is None else decode(MemberRecord, aggregate.body)
    for laid in aggregate.operations:
        record = _member_after(record, laid)
    if record is not None:
        _put_member(aggregate, record, sheet)


def _member_after(record: MemberRecord | None, laid: LaidOver) -> MemberRecord | None:
    match laid.body:
        case people.MemberEnrolled() as body if record is None:
            return MemberRecord(body.union, body.code, body.profile, True, laid.staff, None, (), laid.at_ms)
        case people.MemberChanged() as body if record is not None:
            return _changed(record, _profile_after(record.profile, body))
        case people.MemberSettled() as body if record is not None:
            return _settled(record, body)
        case people.MemberVerified() if record is not None:
            return msgspec.structs.replace(record, verified_by=laid.staff, verified_at_ms=laid.at_ms)
        case people.MemberMoved() as body if record is not None:
            return msgspec.structs.replace(record, union=body.to_union)
    return record


def _settled(record: MemberRecord, body: people.MemberSettled) -> MemberRecord:
    """The member with the value that was chosen, where both are still what somebody saw."""
    known = next((one for one in record.conflicts if one.field == body.field), None)
    if known is None or (known.stands, known.other) != (body.stands, body.other):
        return record
    left = tuple(one for one in record.conflicts if one is not known)
    change = people.FieldChange(body.field, known.stands, body.value)
    changed = _changed(record, _profile_after(record.profile, people.MemberChanged(body.member, (change,))))
    return msgspec.structs.replace(changed, conflicts=left)


def _changed(record: MemberRecord, profile: people.MemberProfile) -> MemberRecord:
    """The member with another profile, to be verified anew when it is not who was verified any more."""
    same_person = all(
        getattr(profile, name) == getattr(record.profile, name) for name in people.IDENTITY_FIELDS
    )
    if same_person:
        return msgspec.structs.replace(record, profile=profile)
    return msgspec.structs.replace(record, profile=profile, verified_by=None, verified_at_ms=0)


def _profile_after(profile: people.MemberProfile, body: people.MemberChanged) -> people.MemberProfile:
    fields = msgspec.structs.asdict(profile)
    for change in body.changes:
        empty = None if change.field == "date_of_birth" else ""
        fields[change.field] = change.value or empty
    try:
        return msgspec.convert([fields[name] for name in profile.__struct_fields__], people.MemberProfile)
    except msgspec.ValidationError:
        # The server will refuse it; until then the member is shown as before.
        return profile


def _put_member(aggregate: Aggregate, record: MemberRecord, sheet: Sheet) -> None:
    profile = record.profile
    sheet.put(
        MEMBER,
        (
            aggregate.id,
            record.union,
            record.code,
            profile.first_name,
            profile.last_name,
            profile.phone,
            int(record.active),
            int(record.verified_by is not None),
            record.enrolled_by,
            record.verified_by,
            encode(profile),
            aggregate.version,
            aggregate.provisional,
            msgspec.msgpack.encode(record.conflicts) if record.conflicts else None,
            profile.email,
            _iso(profile.date_of_birth),
            profile.gender,
            profile.marital_status,
            profile.profession,
            record.enrolled_at_ms,
            record.verified_at_ms,
        ),
    )
    name = f"{profile.first_name} {profile.last_name}"
    found_by = (name, number_words(record.code), _phone_words(profile.phone), _email_words(profile.email))
    sheet.find_by("member", aggregate.id, " ".join(filter(None, found_by)), sounds_of(name))


def project_document(aggregate: Aggregate, _: Sight, sheet: Sheet) -> None:
    """Put what is on file of somebody; one that was recorded here says so until the office has it."""
    record = None if aggregate.body is None else decode(DocumentRecord, aggregate.body)
    for laid in aggregate.operations:
        if record is None and isinstance(laid.body, DocumentAttached):
            record = _attached(laid.body, laid)
    if record is not None:
        what = (record.owner_kind, record.owner, record.type, record.file_name)
        file = (record.sha256, record.size, record.media_type)
        days = tuple(_iso(day) for day in (record.issued_on, record.expires_on))
        acts = (record.attached_by, record.attached_at_ms, int(record.stored), record.issuing_authority)
        tail = (aggregate.version, aggregate.provisional)
        sheet.put(DOCUMENT, (aggregate.id, *what, *file, *acts, *days, *tail))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _attached(body: DocumentAttached, laid: LaidOver) -> DocumentRecord:
    return DocumentRecord(
        body.owner_kind,
        body.owner,
        body.type,
        body.file_name,
        body.sha256,
        body.size,
        body.media_type,
        laid.staff,
        laid.at_ms,
        False,
        body.issuing_authority,
        body.issued_on,
        body.expires_on,
    )


def project_visit(aggregate: Aggregate, _: Sight, sheet: Sheet) -> None:
    """Put a visit; what speaks against its place is not known before the office has said it."""
    record = None if aggregate.body is None else decode(VisitRecord, aggregate.body)
    for laid in aggregate.operations:
        if record is None and isinstance(laid.body, VisitRecorded):
            record = _visited(laid.body, laid)
    if record is None:
        return
    fix = record.fix
    place = (fix.latitude_e7, fix.longitude_e7, fix.accuracy_m, fix.source) if fix else (None,) * 4
    times = record.arrived_at_ms, record.left_at_ms
    who = record.member, record.visited_by, record.purpose, record.note
    tail = " ".join(record.doubts), record.doubt, aggregate.version, aggregate.provisional
    sheet.put(VISIT, (aggregate.id, *who, *times, *place, *tail))


def _visited(body: VisitRecorded, laid: LaidOver) -> VisitRecord:
    return VisitRecord(
        body.member,
        laid.staff,
        body.purpose,
        body.note,
        body.arrived_at_ms,
        body.left_at_ms,
        body.fix,
        (),
        0,
    )


def _phone_words(phone: str) -> str:
    """A phone number as people look for it: whole, as dialled at home, and its last four digits."""
    digits = "".join(char for char in phone if char.isdecimal())
    if not digits:
        return ""
    local = f"0{digits[-10:]}" if len(digits) > 10 else digits
    return " ".join(dict.fromkeys((digits, local, digits[-4:])))


def _email_words(email: str) -> str:
    """An address as people look for it: part by part, and whole as it is typed without its signs."""
    parts = "".join(char if char.isalnum() else " " for char in email)
    return f"{parts} {parts.replace(' ', '')}" if parts else ""
