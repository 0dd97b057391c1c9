"""The open data of the hub: JSON, CSV and linked data below ``/api/v1``."""
