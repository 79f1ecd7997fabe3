"""Where the results of a job go, and a reader at the end of each."""
