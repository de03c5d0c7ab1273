"""Input formats: one adapter a vendor, from records to partial applications."""
