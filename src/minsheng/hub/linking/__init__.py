"""比对名单: two departments' lists held against each other, and officers deciding the doubtful pairs."""
