"""The server: takes operations, owns the ledger, decides approvals and feeds every device its records."""
