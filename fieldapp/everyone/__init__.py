"""Jobs of every role: a loan, the schedules, finding things, what to know, who one is."""
