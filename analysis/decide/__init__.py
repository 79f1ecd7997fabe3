"""From what was measured to what to do: objectives, capacities, recommendations."""
