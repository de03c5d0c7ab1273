"""What follows from one application's configuration: its keys, whether they agree, who may create accounts."""
