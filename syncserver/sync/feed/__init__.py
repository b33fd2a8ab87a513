"""The feed: places of records in buckets, given out by number and read in pages."""
