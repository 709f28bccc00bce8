"""What visitors send takes no more memory than the limits, and none once a set was made of it."""

from types import SimpleNamespace

import pytest
from label_page import SCRIPT
from making import packed, two_classes
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.testing.v1 import AppTest

from foxdog.pages import streamlit_compat
from foxdog.pages.parts import add_pictures
from foxdog.pages.session import upload_limits
from foxdog.pages.session.upload_limits import OF_SERVER, OF_SESSION


@pytest.fixture
def manager(monkeypatch):
    """Streamlit's manager of uploaded files, with limits of 10 bytes a session and 15 in all."""
    manager = MemoryUploadedFileManager("/upload")
    monkeypatch.setattr(streamlit_compat, "_upload_manager", lambda: manager)
    streamlit_compat.limit_uploads(10, 15)
    streamlit_compat.limit_uploads(1, 1)  # changes nothing
    return manager


def send(manager, session, name, size):
    manager.add_file(session, UploadedFileRec(name, name, "image/png", b"x" * size))
    (file,) = manager.get_files(session, [name])
    return file


def test_a_session_may_send_so_much_and_a_server_hold_so_much(manager):
    assert len(send(manager, "a", "1", 6).data) == 6
    over = send(manager, "a", "2", 6)
    assert (over.data, over.type) == (b"", streamlit_compat.OVER_SESSION)
    assert len(send(manager, "b", "3", 9).data) == 9
    over = send(manager, "c", "4", 1)
    assert (over.data, over.type) == (b"", streamlit_compat.OVER_SERVER)
    manager.remove_session_files("b")
    assert len(send(manager, "c", "5", 9).data) == 9
    manager.remove_file("c", "5")
    assert len(send(manager, "c", "6", 9).data) == 9


def test_why_a_file_is_not_here_is_one_sentence(manager, monkeypatch):
    monkeypatch.setenv(OF_SESSION, "40")
    assert "more than the 40 MB" in upload_limits.why_refused([send(manager, "a", "1", 11)])
    send(manager, "b", "2", 9)
    assert "of all visitors" in upload_limits.why_refused([send(manager, "a", "3", 9)])
    assert upload_limits.why_refused([send(manager, "a", "4", 1)]) == ""


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5", "1e3", "9" * 20, "\u0663"])
def test_a_limit_that_is_none_is_named(monkeypatch, text):
    monkeypatch.setenv(OF_SERVER, text)
    with pytest.raises(ValueError, match=f"^{OF_SERVER} must be a whole number of MB, 1 or more, not "):
        upload_limits.set_limits()


def test_limits_have_usual_values(monkeypatch):
    monkeypatch.delenv(OF_SESSION, raising=False)
    monkeypatch.setenv(OF_SERVER, " 20 ")
    assert (upload_limits.limit(OF_SESSION), upload_limits.limit(OF_SERVER)) == (300, 20)


def script():
    import streamlit as st

    from foxdog.pages.parts import add_pictures

    st.session_state["made"] = add_pictures.draw_upload(st.container()) or st.session_state.get("made", "")


def send_zip(content, kind):
    at = AppTest.from_function(script, default_timeout=60).run()
    at.file_uploader[0].set_value(("mine.zip", content, kind)).run()
    assert not at.exception
    return at


def test_what_a_set_was_made_of_is_given_back(monkeypatch):
    forgotten = []
    monkeypatch.setattr(add_pictures, "forget_uploads", lambda: forgotten.append(1))
    at = send_zip(packed(two_classes()), "application/zip")
    assert not forgotten
    at.button[0].click().run()
    assert not at.exception
    assert (at.session_state["made"], forgotten) == ("yours", [1])
    at.run()
    assert not at.file_uploader[0].value


def test_a_session_forgets_its_own_files_alone(manager, monkeypatch):
    monkeypatch.setattr(streamlit_compat, "get_script_run_ctx", lambda: SimpleNamespace(session_id="a"))
    send(manager, "a", "1", 6)
    send(manager, "b", "2", 6)
    streamlit_compat.forget_uploads()
    assert (manager.get_files("a", ["1"]), len(manager.get_files("b", ["2"]))) == ([], 1)


def test_a_zip_over_the_limit_is_refused_in_one_sentence():
    at = send_zip(b"", streamlit_compat.OVER_SESSION)
    (error,) = at.error
    assert "more than the 300 MB that one visitor may send" in error.value
    assert at.button[0].disabled


def test_every_page_has_the_limits(monkeypatch):
    asked = []
    monkeypatch.setattr(upload_limits, "limit_uploads", lambda *limits: asked.append(limits))
    monkeypatch.setenv(OF_SESSION, "5")
    AppTest.from_file(SCRIPT, default_timeout=60).run()
    assert asked[0] == (5_000_000, 1_000_000_000)
