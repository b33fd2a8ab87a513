"""Recording one repayment: what is typed, what it would do, and saving it once."""
