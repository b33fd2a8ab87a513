"""The chart of accounts: one name for each place where money can be or where it went.

The rule kept here: an account is named in the ledger by these constants and by nothing else; a name is never
reused for another meaning, because rows that carry it are never rewritten.
"""

from typing import Literal

Side = Literal["DEBIT", "CREDIT"]

LOAN_PRINCIPAL = "loan_principal"
BANK = "bank"
BRANCH_CASH = "branch_cash"
OFFICER_CASH = "officer_cash"
CASH_IN_TRANSIT = "cash_in_transit"
CLEARING_TRANSFER = "clearing_transfer"
CLEARING_POS = "clearing_pos"
CLEARING_MOBILE = "clearing_mobile"
CLEARING_USSD = "clearing_ussd"
CLEARING_OTHER = "clearing_other"
MEMBER_CREDIT = "member_credit"
SUSPENSE = "suspense"
TAX_PAYABLE = "tax_payable"
INTEREST_INCOME = "interest_income"
FEE_INCOME = "fee_income"
PENALTY_INCOME = "penalty_income"
RECOVERY_INCOME = "recovery_income"
CASH_OVERAGE = "cash_overage"
CASH_SHORTAGE = "cash_shortage"
SETTLEMENT_DISCOUNT = "settlement_discount"
WRITE_OFF_EXPENSE = "write_off_expense"

NORMAL_SIDE: dict[str, Side] = {
    LOAN_PRINCIPAL: "DEBIT",
    BANK: "DEBIT",
    BRANCH_CASH: "DEBIT",
    OFFICER_CASH: "DEBIT",
    CASH_IN_TRANSIT: "DEBIT",
    CLEARING_TRANSFER: "DEBIT",
    CLEARING_POS: "DEBIT",
    CLEARING_MOBILE: "DEBIT",
    CLEARING_USSD: "DEBIT",
    CLEARING_OTHER: "DEBIT",
    MEMBER_CREDIT: "CREDIT",
    SUSPENSE: "CREDIT",
    TAX_PAYABLE: "CREDIT",
    INTEREST_INCOME: "CREDIT",
    FEE_INCOME: "CREDIT",
    PENALTY_INCOME: "CREDIT",
    RECOVERY_INCOME: "CREDIT",
    CASH_OVERAGE: "CREDIT",
    CASH_SHORTAGE: "DEBIT",
    SETTLEMENT_DISCOUNT: "DEBIT",
    WRITE_OFF_EXPENSE: "DEBIT",
}
"""Every account and the side on which it grows."""

_RECEIVED_ON: dict[str, str] = {
    "CASH": OFFICER_CASH,
    "TRANSFER": CLEARING_TRANSFER,
    "POS": CLEARING_POS,
    "MOBILE": CLEARING_MOBILE,
    "USSD": CLEARING_USSD,
    "OTHER": CLEARING_OTHER,
}


def cash_account(method: str) -> str:
    """Return where money received by this payment method is until somebody confirms it.

    Cash is in the hands of the officer who took it; KeyError for a method the contract does not know.
    """
    return _RECEIVED_ON[method]
