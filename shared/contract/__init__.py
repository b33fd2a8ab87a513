"""What both programs say to each other: operations up, records down, and how they are signed."""
