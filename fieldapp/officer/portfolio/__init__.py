"""What somebody's loans are worth, how late they are, and how they are paid."""
