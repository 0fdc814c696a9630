"""What a fit of thresholds needs and screening does not."""
