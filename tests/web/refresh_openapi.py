"""Write tests/web/openapi.json anew: ``make openapi``, after a wanted change.

The document does not depend on what a database holds, so an empty one will do.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from crible import bootstrap, settings
from crible.web.app import create_app


def main() -> None:
    """Compose an application over an empty database and write its document."""
    with tempfile.TemporaryDirectory() as folder:
        found = settings.load({"CRIBLE_DATA_DIR": folder})
        store = bootstrap.open_store(found)
        store.upgrade()
        store.close()
        services = bootstrap.start(found)
        document = create_app(services, found).api_doc
        services.store.close()
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    Path(__file__).with_name("openapi.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
