"""The form of a member's profile: of somebody new, or of a member whose profile is changed."""
