import asyncio
from contextlib import asynccontextmanager
from http.client import HTTPConnection

import pytest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

from cchc.preview.session import PageChange, PageState, compare_states
from cchc.preview.site import Readers, make_site, write_change

STATE = PageState(1, "a", "", b"<html lang=vi>", b"</html>", {"muc-00": b"<section>"})


@asynccontextmanager
async def served():
    listener, port = bind_unused_port()

    async def write(kind: str) -> tuple[int, bytes]:
        return 1, kind.encode()

    readers = Readers()
    server = HTTPServer(make_site(port, lambda: STATE, readers, write))
    server.add_socket(listener)
    try:
        yield port, readers
    finally:
        readers.tell("end", None)
        server.stop()
        await server.close_all_connections()


def ask(port: int, path: str = "/", method: str = "GET", **headers: str) -> tuple[int, bytes, dict]:
    connection = HTTPConnection("127.0.0.1", port, timeout=900)
    connection.putrequest(method, path, skip_host=True)
    for name, value in ({"Host": f"127.0.0.1:{port}"} | headers).items():
        connection.putheader(name.replace("_", "-"), value.replace("PORT", str(port)))
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, answer.read(), dict(answer.getheaders())


def get(path: str = "/", method: str = "GET", **headers: str) -> tuple[int, bytes, dict]:
    async def run():
        async with served() as (port, _):
            return await asyncio.to_thread(ask, port, path, method, **headers)

    return asyncio.run(run())


OWN = [
    {},
    {"Host": "localhost:PORT"},
    {"Origin": "http://127.0.0.1:PORT", "Sec_Fetch_Site": "same-origin"},
    {"Sec_Fetch_Site": "none"},
    # a link that was followed, as from JupyterLab on another port
    {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"},
]
FOREIGN = [
    {"Host": "evil.example"},
    {"Host": "evil.example:PORT"},
    {"Host": "127.0.0.1"},
    {"Host": "127.0.0.1:1"},
    {"Host": ""},
    {"Origin": "http://evil.example"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "null"},
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
    {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"},
    {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "script"},
]


@pytest.mark.parametrize("headers", OWN)
def test_this_machine_s_own_pages_are_answered(headers):
    status, body, told = get(**headers)
    assert status == 200
    assert b'data-name="a-1"' in body
    assert told["X-Frame-Options"] == "DENY"
    assert told["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in told


@pytest.mark.parametrize("path", ["/", "/events", "/annex.pdf", "/nothing"])
@pytest.mark.parametrize("headers", FOREIGN)
def test_whoever_else_asks_is_refused(headers, path):
    status, body, _ = get(path, **headers)
    assert status in (400, 403)
    assert b"<section>" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_written(method):
    assert get(method=method)[0] in (405, 403)


def test_files_come_as_files():
    status, body, told = get("/annex.xlsx")
    assert (status, body) == (200, b"xlsx")
    assert told["Content-Disposition"] == 'attachment; filename="annex.xlsx"'
    assert get("/annex.exe")[0] == get("/../etc/passwd")[0] == 404


def test_an_open_page_is_told_where_it_stands_and_what_changes():
    async def run():
        async with served() as (port, readers):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            first = await asyncio.wait_for(reader.readuntil(b"\n\n"), 10)
            while b"data" not in first:
                first += await asyncio.wait_for(reader.readuntil(b"\n\n"), 10)
            readers.tell("change", {"name": "a-2"})
            second = await asyncio.wait_for(reader.readuntil(b"\n\n"), 10)
            writer.close()
            return first, second

    first, second = asyncio.run(run())
    assert b'"name": "a-1", "before": null' in first
    assert b'"name": "a-2"' in second


def test_what_changed_between_two_states():
    now = PageState(2, "a", "", b"<html lang=vi>", b"</html>", {"muc-00": b"<section>other"})
    change = compare_states(STATE, now)
    assert change == PageChange(now, {"muc-00": b"<section>other"})
    assert write_change(change)["before"] == "a-1"
    assert compare_states(STATE, PageState(2, "a", "", b"other", b"", STATE.bodies)).frame
    more = PageState(2, "a", "", bodies={"muc-00": b"<section>", "muc-01": b""})
    assert compare_states(STATE, more).whole
