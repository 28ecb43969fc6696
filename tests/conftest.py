"""For all tests: pytest's own `pytester`, with which the plugin is tested."""

pytest_plugins = ["pytester"]
