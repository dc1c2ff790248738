from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for static files, also inside `import` statements of our modules."""

    support_js_module_import_aggregation = True
    manifest_strict = True
