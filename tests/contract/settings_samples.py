"""How an institution works, every field given."""

from datetime import date

from shared.contract.bodies import people

SETTINGS = people.InstitutionSettings(
    name="Ajo Microfinance",
    currency="GHS",
    time_zone="Africa/Accra",
    date_format="YYYY-MM-DD",
    days_off=(5, 6),
    holidays=(date(2026, 1, 1), date(2026, 12, 25)),
    backdate_days=3,
    locked_until=date(2025, 12, 31),
    lease_days=14,
    allocation_order=("fee", "penalty", "interest", "principal"),
    receipt_cap_minor=5_000_000,
    cash_cap_minor=20_000_000,
    officers_may_verify=True,
    second_stage_from_minor=50_000_000,
    reason_codes=("sick", "travelled"),
    day_cap_minor=15_000_000,
)
