"""Counting cash that was handed over."""
