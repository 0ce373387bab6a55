"""Settings of the documentation site; built with warnings as errors."""

from helder import __version__

project = "Helder"
author = "The Helder founders"
copyright = "The Helder founders, AGPL-3.0-or-later"
release = version = __version__
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
language = "en"
html_theme = "furo"
html_title = "Helder"
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1d5b79", "color-brand-content": "#1d5b79"},
    "dark_css_variables": {"color-brand-primary": "#8cc5e3", "color-brand-content": "#8cc5e3"},
}
