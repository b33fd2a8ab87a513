"""Notifications: what somebody must know, and what of it they have seen."""
