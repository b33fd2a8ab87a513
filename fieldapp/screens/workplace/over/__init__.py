"""What lies over the pages for a moment: more places, search, help, the tour."""
