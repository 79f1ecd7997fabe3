"""What each of `streamgauge`'s commands does. Each module has `add` (its options) and `main`."""
