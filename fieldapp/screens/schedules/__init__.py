"""The schedules hub: every instalment in one list."""
