"""Setting and drawing a paper: the same on a screen and on a page."""
