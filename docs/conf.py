"""How the documentation is built: Sphinx, Markdown by MyST."""

project = "民生 Minsheng"
author = "The Minsheng authors"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "民生 Minsheng"
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
