"""Paying out approved loans."""
