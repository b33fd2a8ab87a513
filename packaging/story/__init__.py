"""The main job from end to end, told and checked: `make demo HEADLESS=1` shows it, a test runs it."""
