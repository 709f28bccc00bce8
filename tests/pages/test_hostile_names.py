"""An upload whose names are Markdown and HTML: the pages show the names as they are, and load and make nothing."""

import csv
import io
import re
from itertools import cycle

import pytest
from making import encoded, noise, packed
from serving import serve

pytestmark = pytest.mark.slow
PATIENCE = 90_000  # ms: the first question waits for Keras
EVIL = "https:&#47;&#47;evil.example&#47;x.png"  # a zip's names hold no "/", but Markdown reads entities
CLASSES = (f"![fox]({EVIL})", "<img src=evil onerror=alert(1)>")
KINDS = (
    f"[link]({EVIL})",
    "<script>alert(1)<&#47;script>",
    "www.evil.example a@evil.example https:&#47;&#47;evil.example",
    ":red[directive] :smile: :material&#47;home:",
    "$x^2$ `code` **bold** ~~struck~~",
    "# heading",
    "1. first",
    "- item",
    "\u202egnp.xof",
    "long " * 60,
)
IN_FACTS = {
    "page": "https://evil.example/![p](https://evil.example/p.png)",
    "licence": "![l](https://evil.example/l.png) <b>www.evil.example</b>",
    "photographer": "[p](https://evil.example) a@evil.example",
}
JOINER = "\u2060"


def hostile_zip():
    files, facts = {}, io.StringIO()
    writer = csv.DictWriter(facts, ["file", *IN_FACTS])
    writer.writeheader()
    for number, name in enumerate(CLASSES):
        for i, kind in zip(range(45), cycle(KINDS)):
            file = f"{name}/{kind.strip()}/![{i}]({EVIL}).png"
            files[file] = encoded(noise(1000 * number + i), "PNG")
            known = IN_FACTS if i >= 42 else {"licence": IN_FACTS["licence"]}  # three photos of one photographer
            writer.writerow({"file": file, **known})
        files[f"{name}/![left out]({EVIL}) <b>bold<&#47;b>.jpg"] = b"Dear fox"
    return packed({**files, "photos.csv": facts.getvalue().encode()})


MADE = """() => [document, ...[...document.querySelectorAll("*")].map(one => one.shadowRoot).filter(Boolean)]
.flatMap(root => [...root.querySelectorAll(root === document ? "body *" : "*")]).filter(element =>
    /evil/.test((element.getAttribute("src") || "") + (element.getAttribute("href") || "").replace(/^#.*/, ""))
    || element.matches('a[href^="mailto"], .katex')
    || element.matches('[data-testid="stMarkdownContainer"] :is(script, img, ol, h1, h2, h3, del)')
    || /^(directive|code|bold|struck)$/.test(element.textContent.trim())
).map(element => element.outerHTML.slice(0, 200))"""


class Visit:
    """A page that notes what a stranger's words do to it."""

    def __init__(self, browser, address):
        self.page = browser.new_page(viewport={"width": 1280, "height": 800})
        self.harm = []
        self.page.on("request", lambda request: self.note_request(request.url, address))
        self.page.on("dialog", lambda dialog: (self.harm.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.harm.append(f"error: {error}"))

    def note_request(self, url, address):
        if not url.startswith((address, "data:", "blob:")) or "evil" in url:
            self.harm.append(f"request: {url}")

    def look(self, where):
        """Note every element that the page itself never has in its texts."""
        self.page.wait_for_timeout(1000)
        self.harm += [f"{where}: {html}" for html in self.page.evaluate(MADE)]
        text = self.page.locator("body").inner_text()
        if self.page.locator(".stage").count():  # a text of its own, in a shadow root
            text += self.page.locator(".stage").inner_text()
        self.harm += [
            f"{where}: {word}"
            for word in ("\N{SMILING FACE WITH OPEN MOUTH AND SMILING EYES}", "Traceback")
            if word in text
        ]
        return text.replace(JOINER, "")

    def click(self, role, name):
        self.page.get_by_role(role, name=name).first.click(timeout=PATIENCE)


@pytest.fixture(scope="module")
def visit(browser, tmp_path_factory):
    with serve(tmp_path_factory.mktemp("server") / "output.txt") as server:
        visit = Visit(browser, server.address)
        visit.page.goto(f"{server.address}/pictures")
        yield visit
        visit.page.close()
        assert "Traceback" not in server.output.read_text()


def test_hostile_names_are_shown_as_they_are(visit):
    page = visit.page
    visit.click("tab", "Add pictures")
    upload = {"name": f"![zip]({EVIL}).zip", "mimeType": "application/zip", "buffer": hostile_zip()}
    page.locator("input[type=file]").set_input_files(upload)
    visit.click("button", "Prepare these pictures")
    page.get_by_text("Which pictures are of which class?").wait_for(timeout=PATIENCE)  # the names do not say it
    assert all(name in visit.look("question") for name in CLASSES)
    visit.click("button", "Prepare with these classes")
    page.get_by_text("90 pictures are ready, 2 left out.").wait_for(timeout=PATIENCE)
    for tab in ("Left out", "Contact sheet", "Counts", "Data card"):
        visit.click("tab", tab)
        text = visit.look(tab)
        assert all(name in text for name in CLASSES), tab
    assert IN_FACTS["licence"] in text
    visit.click("tab", "Contact sheet")
    page.get_by_role("combobox", name="Kind").click()
    visit.look("kinds")
    page.keyboard.press("Escape")
    visit.click("button", "Learn from these")
    page.get_by_role("heading", name=re.compile("^Is this a")).wait_for(timeout=PATIENCE)
    text = visit.look("question")
    assert f"Is this a {CLASSES[1]} or a {CLASSES[0]}?" in text
    page.keyboard.press("1")
    page.locator(".verdict", has_text="it had guessed").wait_for(timeout=PATIENCE)
    visit.look("answer")
    visit.click("button", "Settings")
    visit.look("settings")
    page.keyboard.press("Escape")
    visit.click("button", "to the end")
    visit.click("button", "just run")
    page.get_by_role("heading", name="The run is over.").wait_for(timeout=PATIENCE)
    visit.look("end")
    page.locator(".crowd canvas").focus()
    page.keyboard.press("ArrowRight")
    page.locator(".tip svg").wait_for(timeout=PATIENCE)
    visit.look("a picture of the crowd")
    visit.click("link", "Compare")
    page.get_by_text("New comparison").click(timeout=PATIENCE)
    page.get_by_role("combobox", name="Pictures").click()
    page.get_by_role("option", name="yours").click()
    visit.look("form")
    assert visit.harm == []
