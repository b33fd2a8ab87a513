"""What staff prove themselves with where they have no code: a password, and a second factor for approvers."""
