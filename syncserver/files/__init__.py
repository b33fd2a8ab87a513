"""Files: the bytes of what documents name, as they come in and as they are kept."""
