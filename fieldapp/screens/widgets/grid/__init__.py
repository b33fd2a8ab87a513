"""What tables and lists have in common: painted rows that are chosen, and buttons that are pressed."""
