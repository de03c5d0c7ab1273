"""What is known of directories: attributes, their facets, classes of users and sample users."""
