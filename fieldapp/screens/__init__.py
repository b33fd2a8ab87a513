"""What people see and touch: one file a screen, wired to the jobs; with app and background the only Qt."""
