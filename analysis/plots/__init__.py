"""The pictures of a campaign: one file each, drawn from portraits of runs, as SVG and PNG."""
