"""Tries each case of standard input with a package of PyPI, named by the first argument, and prints
the traceback that a program ends with. A case a line: name, url, certificate, key, CA, highest TLS
version, ciphers; - where there is none."""
import sys
import traceback


def requests(url, cert, key, ca, _):
    import requests

    requests.get(url, cert=(cert, key) if cert else None, verify=ca or True, timeout=8)


def httpx(url, cert, key, ca, _):
    import httpx

    with httpx.Client(cert=(cert, key) if cert else None, verify=ca or True, timeout=8) as client:
        client.get(url)


def curl_cffi(url, cert, key, ca, _):
    from curl_cffi import requests

    requests.get(url, cert=(cert, key) if cert else None, verify=ca or True, timeout=8)


def grpc(url, cert, key, ca, _):
    import grpc

    read = lambda name: open(name, "rb").read() if name else None
    credentials = grpc.ssl_channel_credentials(read(ca), read(key), read(cert))
    channel = grpc.secure_channel(url.split("/")[2], credentials)
    channel.unary_unary("/a/b", lambda x: x, lambda x: x)(b"", timeout=8)


def openssl11(url, cert, key, ca, highest):
    """OpenSSL 1.1.1 as cryptography 36 brings it."""
    import socket
    from OpenSSL import SSL

    context = SSL.Context(SSL.SSLv23_METHOD)
    if highest == "1.2":
        context.set_options(0x20000000)  # SSL_OP_NO_TLSv1_3
    context.load_verify_locations(ca)
    context.set_verify(SSL.VERIFY_PEER, lambda *a: a[-1])
    if cert:
        context.use_certificate_file(cert)
        context.use_privatekey_file(key)
    host, port = url.split("/")[2].split(":")
    connection = SSL.Connection(context, socket.create_connection((host, int(port))))
    connection.set_tlsext_host_name(host.encode())
    connection.set_connect_state()
    connection.do_handshake()
    connection.send(b"GET / HTTP/1.0\r\n\r\n")
    connection.recv(100)


if __name__ == "__main__":
    ask = globals()[sys.argv[1]]
    for line in sys.stdin.read().strip().split("\n"):
        name, *rest = line.split(" ")
        url, cert, key, ca, highest, _ = (None if word == "-" else word for word in rest)
        print(f"=== {name}", flush=True)
        try:
            ask(url, cert, key if cert else None, ca, highest)
            print("accepted")
        except Exception:
            traceback.print_exc(file=sys.stdout)
        sys.stdout.flush()
