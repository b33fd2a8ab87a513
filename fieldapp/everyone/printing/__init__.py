"""Receipt printers: which one, what it is told, and what becomes of it."""
