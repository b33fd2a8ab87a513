"""What every form that is typed needs: it is kept as it is typed, and looked ahead at."""
