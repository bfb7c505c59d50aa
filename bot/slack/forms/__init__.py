"""Forms, one file each: what stands in them, what comes back, errors at the field they are of."""
