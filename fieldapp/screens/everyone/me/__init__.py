"""What belongs to the person at the tablet and to the tablet itself."""
