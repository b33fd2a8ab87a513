"""What the demo institution lends: five products, each of another shape.

Amounts are minor units (kobo). The rule kept here: what members pay in cash, weekly or daily, can
be paid in notes.
"""

from dataclasses import dataclass

from shared.contract.bodies.lending import FeeDefinition, PenaltyDefinition, ProductDefinition

_VAT = "7.5"


@dataclass(frozen=True, slots=True)
class Offer:
    """A product and what people usually take of it: principals in minor units, counts of instalments."""

    definition: ProductDefinition
    principals: tuple[int, ...]
    counts: tuple[int, ...]
    purposes: tuple[str, ...]

    @property
    def days_per_instalment(self) -> int:
        """About how far apart instalments are."""
        unit = {"DAY": 1, "WEEK": 7, "MONTH": 30}[self.definition.term_unit]
        return unit * self.definition.term_step


def _naira(*thousands: int) -> tuple[int, ...]:
    return tuple(value * 100_000 for value in thousands)


WEEKLY = Offer(
    ProductDefinition(
        code="WKG",
        name="Weekly group loan",
        minimum_principal_minor=2_000_000,
        maximum_principal_minor=40_000_000,
        minimum_term_count=8,
        maximum_term_count=40,
        term_unit="WEEK",
        term_step=1,
        method="FLAT",
        rate_percent="20",
        rate_period="TERM",
        round_instalment_to_minor=5_000,
        fees=(
            FeeDefinition("FORM", "Application form", "FIXED", "100000", "COLLECTED", _VAT),
            FeeDefinition("INS", "Credit insurance", "PERCENT", "1", "DEDUCTED"),
        ),
    ),
    _naira(40, 50, 60, 80, 100, 120, 150, 200),
    (16, 20, 24),
    ("Restock of shop", "Bulk purchase before the season", "New stall", "Children's school fees"),
)
MONTHLY = Offer(
    ProductDefinition(
        code="MBL",
        name="Monthly business loan",
        minimum_principal_minor=10_000_000,
        maximum_principal_minor=100_000_000,
        minimum_term_count=3,
        maximum_term_count=18,
        term_unit="MONTH",
        term_step=1,
        method="DECLINING_EQUAL_INSTALMENTS",
        rate_percent="42",
        rate_period="YEAR",
        round_instalment_to_minor=5_000,
        fees=(FeeDefinition("PROC", "Processing", "PERCENT", "1.5", "DEDUCTED", _VAT),),
        penalty=PenaltyDefinition(per_day_minor=50_000, grace_days=3, cap_minor=1_500_000),
    ),
    _naira(200, 300, 400, 500, 800),
    (6, 9, 12),
    ("Second shop", "Generator and freezer", "Delivery van deposit", "Stock for the festive season"),
)
DAILY = Offer(
    ProductDefinition(
        code="ESU",
        name="Daily esusu loan",
        minimum_principal_minor=1_000_000,
        maximum_principal_minor=15_000_000,
        minimum_term_count=20,
        maximum_term_count=90,
        term_unit="DAY",
        term_step=1,
        method="FLAT",
        rate_percent="9",
        rate_period="TERM",
        round_instalment_to_minor=5_000,
        fees=(FeeDefinition("CARD", "Esusu card", "FIXED", "40000", "FIRST_INSTALMENT", _VAT),),
        max_open_loans=2,
    ),
    _naira(20, 30, 50),
    (24, 30),
    ("Day's purchases", "Vegetables at Mile 12", "Fabric for orders"),
)
ASSET = Offer(
    ProductDefinition(
        code="AST",
        name="Asset loan (tricycle, machine, freezer)",
        minimum_principal_minor=20_000_000,
        maximum_principal_minor=100_000_000,
        minimum_term_count=6,
        maximum_term_count=24,
        term_unit="MONTH",
        term_step=1,
        method="DECLINING_EQUAL_PRINCIPAL",
        rate_percent="30",
        rate_period="YEAR",
        round_instalment_to_minor=5_000,
        fees=(
            FeeDefinition("TRACK", "Tracker", "FIXED", "1500000", "DEDUCTED", _VAT),
            FeeDefinition("INS", "Asset insurance", "PERCENT", "2", "DEDUCTED"),
        ),
        penalty=PenaltyDefinition(per_day_minor=100_000, grace_days=5, cap_minor=3_000_000),
        max_open_loans=2,
    ),
    _naira(300, 600, 900),
    (12, 18),
    ("Tricycle", "Two sewing machines", "Chest freezer", "Grinding machine"),
)
SEASON = Offer(
    ProductDefinition(
        code="SEA",
        name="Fortnightly season loan, fee only",
        minimum_principal_minor=3_000_000,
        maximum_principal_minor=30_000_000,
        minimum_term_count=6,
        maximum_term_count=20,
        term_unit="WEEK",
        term_step=2,
        method="ZERO",
        rate_percent="0",
        rate_period="TERM",
        grace_principal=1,
        round_instalment_to_minor=5_000,
        fees=(FeeDefinition("SERV", "Service fee", "PERCENT", "8", "DEDUCTED", _VAT),),
    ),
    _naira(60, 100, 150),
    (8, 10),
    ("Maize and beans at harvest", "Fertiliser for resale", "Ram fattening"),
)
OFFERS = (WEEKLY, MONTHLY, DAILY, ASSET, SEASON)
