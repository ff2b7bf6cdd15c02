"""Ways into MiniStack beside its API, at paths of our own on its loopback port."""

from ministack.core.concurrency import run_reentrant


def open_at(application, path, answer):
    """Answers `POST` at the path and below it with `answer(rest of the path, body)`: a status and JSON as bytes."""
    stock = application.app

    async def app(scope, receive, send):
        if scope["type"] != "http" or not scope["path"].startswith(path):
            await stock(scope, receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        # What is answered here may start a worker, which calls back: never on the event loop.
        status, answered = await run_reentrant(answer, scope["path"][len(path) :].strip("/"), body)
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": answered})

    application.app = app
