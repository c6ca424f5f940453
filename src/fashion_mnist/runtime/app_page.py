"""The app's page, built with Gradio: an upload field, examples, and the answer."""

from functools import partial
from pathlib import Path
from typing import Any

import gradio
from starlette.middleware import Middleware
from starlette.routing import Route

from fashion_mnist.report.pictures import write_answer
from fashion_mnist.report.render import render
from fashion_mnist.runtime import app_requests
from fashion_mnist.runtime.classifier import Classifier

SETTINGS: dict[str, Any] = {
    "enable_monitoring": False,
    "footer_links": [],
    "max_file_size": f"{app_requests.MEGABYTES}mb",
    "mcp_server": False,
    "prevent_thread_lock": True,
    "pwa": False,
    "quiet": True,
    "run_history": False,
    "share": False,
    "ssr_mode": False,
    "theme": gradio.themes.Default(  # with the system's fonts
        font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]
    ),
}
GALLERY: dict[str, Any] = {
    "allow_preview": False,
    "buttons": [],
    "elem_id": "examples",
    "height": "auto",
    "show_label": False,
}
EVENTS: dict[str, Any] = {
    "api_visibility": "private",
    "concurrency_id": "model",  # one prediction at a time
    "scroll_to_output": True,
}


def launch(page: gradio.Blocks, folder: Path, host: str, **place: Any) -> str:
    """Launch the page, which keeps uploads in a folder, at a host; return its address.

    `place` holds further arguments of `gradio.Blocks.launch`, such as `server_port`.
    """
    receive = partial(app_requests.receive_upload, folder)
    app: dict[str, Any] = {
        "middleware": [Middleware(app_requests.OwnPageOnly, host)],
        "routes": [Route(app_requests.UPLOAD, receive, methods=["POST"])],
    }
    page.queue(max_size=app_requests.MAX_UPLOADS)
    name = f"[{host}]" if ":" in host else host
    settings = SETTINGS | place | {"server_name": name, "app_kwargs": app}
    return page.launch(css=render("app.css"), **settings)[1]


def build_page(
    classifier: Classifier, about: str, examples: app_requests.Examples, folder: Path
) -> gradio.Blocks:
    """Lay out the page: an introduction, an upload field, examples, and the answer.

    The classifier reads uploads from the folder itself: Gradio's own reading (`preprocess`) says
    less about broken pictures.
    """
    limits = (app_requests.MEGABYTES, app_requests.MEGAPIXELS)
    page = gradio.Blocks(title="Which garment is this?", analytics_enabled=False)
    with page:
        gradio.Markdown(render("app.md.j2", limits=limits))
        gradio.HTML(about, js_on_load=None)
        with gradio.Row():
            with gradio.Column(scale=2):
                invitation = "Drop a picture here, or click to choose one"
                upload = gradio.Image(label="Your picture", placeholder=invitation)
                if examples:
                    gradio.Markdown("## Examples")
                gallery = gradio.Gallery(examples, visible=bool(examples), **GALLERY)
            with gradio.Column(scale=3):
                shown = gradio.HTML(js_on_load=None)

        def answer_example(selected: gradio.SelectData) -> str:
            return write_answer(classifier.explain(examples[selected.index][0]))

        def answer_upload(file: dict[str, Any] | None) -> Any:
            if file is None:  # each answer empties the field
                return gradio.skip(), gradio.skip()
            return None, app_requests.answer_and_remove(classifier, Path(file["path"]), folder)

        gallery.select(answer_example, outputs=shown, **EVENTS)
        upload.change(answer_upload, upload, [upload, shown], preprocess=False, **EVENTS)
    return page
