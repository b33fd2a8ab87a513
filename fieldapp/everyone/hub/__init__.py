"""The statements behind the schedules hub."""
