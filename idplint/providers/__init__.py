"""The catalogue of service providers: what each joins accounts on, what its login may create, and how to recognise it."""
