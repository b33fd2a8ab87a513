"""Lending rules: terms, schedules, allocation, penalties, states, arrears."""
