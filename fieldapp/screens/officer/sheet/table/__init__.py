"""The rows of the meeting sheet: what is typed into them, and how they look and are touched."""
