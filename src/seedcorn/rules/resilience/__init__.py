"""Whether the company could go on without its largest customers."""
