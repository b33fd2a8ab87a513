"""What is handed to people: receipts and statements, the same on the screen and on paper."""
