"""The service: HTTP over the same library. Thin: routes, limits and wire models; the answers are the library's."""
