"""What a member's profile may hold and how it is read from what was typed."""
