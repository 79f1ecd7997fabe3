"""The jobs, how they are run and recorded, and the command `streamgauge`."""
