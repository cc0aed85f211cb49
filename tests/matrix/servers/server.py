"""Python's http.server behind its ssl module, with CERT_REQUIRED."""

import http.server
import ssl
import sys
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"in")

    def do_HEAD(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    context = None

    # the handshake in the thread of its connection
    def finish_request(self, request, client_address):
        with self.context.wrap_socket(request, server_side=True) as tls:
            super().finish_request(tls, client_address)

    def handle_error(self, request, client_address):
        print(sys.exc_info()[1], flush=True)


servers = []
for site in sys.argv[1:]:
    port, name, words = site.split(":")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if name in ("server-weak", "server-sha1"):
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(f"{name}.pem")
    context.load_verify_locations("ca.crt")
    context.load_verify_locations("all.crl")
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
    server = Server(("127.0.0.1", int(port)), Handler)
    server.context = context
    servers.append(server)
for server in servers:
    threading.Thread(target=server.serve_forever).start()
