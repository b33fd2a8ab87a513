"""What anybody may look at without a device: plain pages, each told little, slowly and to read alone."""
