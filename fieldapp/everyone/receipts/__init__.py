"""What every role may do about receipts of others."""
