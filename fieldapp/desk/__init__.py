"""What every job stands on: who acts, whether they may record now, and the facts they look at."""
