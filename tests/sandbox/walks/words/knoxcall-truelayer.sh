cat transport_cert.pem transport_key.pem > truelayer_mtls.pem
