"""What people fill in: fields, amounts, keys, choices, signatures."""
