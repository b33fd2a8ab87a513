"""What lies over a page for a moment: questions, menus, messages, the progress of long work."""
