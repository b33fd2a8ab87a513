"""Around taking a repayment: the form as it opens, and who pays next."""
