"""Papers for receipt printers: drawn dot by dot."""
