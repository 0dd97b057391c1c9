"""Tests in OpenFisca's format, run against the rules of a pack; what each module does not know it says in a fault."""
