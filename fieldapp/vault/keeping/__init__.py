"""Where small things are kept so that they are still there, and still ours, after a crash."""
