"""Okta's three expression dialects: templates with `${}`, the classic language and the Identity Engine one."""
