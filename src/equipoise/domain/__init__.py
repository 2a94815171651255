"""The words of the field as frozen, typed values; the only place that does arithmetic on time."""
