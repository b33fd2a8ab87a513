"""The history of repayments: every receipt in one list."""
