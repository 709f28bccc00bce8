"""Messages that no browser sends: the server takes from a page's widgets only what it offered."""

import pytest
from making import two_classes, write
from serving import serve, watch_disk
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

pytestmark = pytest.mark.slow
LINK = "initial=2&batch=1&budget=2"  # one fit
AGAIN = ForwardMsg.FINISHED_EARLY_FOR_RERUN  # a script that the page runs again at once
PATIENCE = 90  # s: the first fit waits for Keras


class Session:
    """A page without a browser.

    Attributes:
        widgets: The state of each widget, by key, as a browser would send it.
    """

    def __init__(self, socket):
        self.socket = socket
        self.widgets = {}

    def run(self, **forged):
        """Run the page, some widgets with values of one's own, and return all that the server sends."""
        states = dict(self.widgets)
        for key, value in forged.items():
            kind = "trigger_value" if value is True else "string_value"
            states[key] = WidgetState(id=states[key].id, **{kind: value})
        message = BackMsg()
        message.rerun_script.query_string = LINK
        message.rerun_script.widget_states.widgets.extend(states.values())
        self.socket.send(message.SerializeToString())
        return "".join(map(str, self.answers()))

    def answers(self):
        while True:
            message = ForwardMsg.FromString(self.socket.recv(timeout=PATIENCE))
            element = message.delta.new_element
            if kind := element.WhichOneof("type"):
                self.note(kind, getattr(element, kind))
            yield message
            if message.WhichOneof("type") == "script_finished" and message.script_finished != AGAIN:
                return

    def note(self, kind, widget):
        values = {
            "selectbox": lambda: {"string_value": widget.options[widget.default]},
            "number_input": lambda: {"double_value": widget.default},
            "slider": lambda: {"double_array_value": {"data": widget.default}},
            "button": lambda: {},
        }
        if kind in values:
            self.widgets[widget.id.rpartition("-")[2]] = WidgetState(id=widget.id, **values[kind]())


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    """A folder of two classes, somewhere on the server's disk."""
    files = {f"secret-{name}": data for name, data in two_classes().items()}
    return write(tmp_path_factory.mktemp("elsewhere"), files)


@pytest.fixture(scope="module")
def server(secret, tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    watched = watch_disk(folder, (str(secret), "/etc/ss", ".."))
    with serve(folder / "output.txt", **watched) as server:
        yield server


@pytest.fixture(scope="module")
def session(server):
    stream = server.address.replace("http", "ws") + "/_stcore/stream"
    with connect(stream, subprotocols=["streamlit"], max_size=None) as socket:
        session = Session(socket)
        assert "2 of 2" in session.run()
        yield session


@pytest.mark.parametrize("name", ["/etc/ssl", "../", "the secret folder", "![x](https://evil.example/x.png)"])
def test_a_forged_name_of_pictures_opens_nothing(server, session, secret, name):
    name = str(secret) if name.startswith("the") else name
    before = len(server.output.read_text())
    answer = session.run(pictures=name, start=True)
    assert "2 of 2" in answer  # the run stays
    for word in ("secret", "Traceback", "certs", "does not exist", "holds no"):
        assert word not in answer.replace(name, ""), word
    said = server.output.read_text()[before:]
    assert "opened" not in said
    assert "Traceback" not in said


def test_a_forged_strategy_is_a_sentence_without_an_element(server, session):
    answer = session.run(strategy="![x](https://evil.example/x.png)", start=True)
    assert "The strategy must be one of" in answer
    assert "![x]" not in answer
    assert "://evil" not in answer
    assert "2 of 2" in answer
