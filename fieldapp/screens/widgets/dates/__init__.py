"""Days and spans of days: typed as people write them, or tapped in a calendar."""
