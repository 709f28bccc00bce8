"""Files that browsers load: Streamlit forgets those of a page, but not those of all pages."""

from types import SimpleNamespace

import pytest
from streamlit.runtime import Runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from foxdog.pages import streamlit_compat
from foxdog.pages.streamlit_compat import media, media_for_all


@pytest.fixture
def served(monkeypatch):
    """The content at an address, on a server with one session, whose page is being drawn."""
    storage = MemoryMediaFileStorage("/media")
    manager, context = MediaFileManager(storage), SimpleNamespace(session_id="a session")
    monkeypatch.setattr(Runtime, "exists", lambda: True)
    monkeypatch.setattr(Runtime, "instance", lambda: SimpleNamespace(media_file_mgr=manager))
    monkeypatch.setattr(streamlit_compat, "get_script_run_ctx", lambda: context)
    monkeypatch.setattr("streamlit.runtime.media_file_manager._get_session_id", lambda: context.session_id)

    def served(path):
        manager.clear_session_refs(context.session_id)  # the page is drawn again,
        manager.remove_orphaned_files()  # and another session ends
        return storage.get_file(path.rpartition("/")[2]).content

    return served


def test_what_all_pages_show_stays_while_a_page_is_drawn_again(served):
    assert served(media_for_all(b"module", "text/javascript", "stage.js")) == b"module"


def test_what_one_page_shows_does_not(served):
    with pytest.raises(MediaFileStorageError):
        served(media(b"band", "application/json", "band"))
