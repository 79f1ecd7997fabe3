"""The job in each API: every workload in every implementation, and the user's own."""
