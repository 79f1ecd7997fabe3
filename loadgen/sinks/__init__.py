"""Where lines go. Each kind of sink is a `loadgen.sinks.sink.Sink`."""
