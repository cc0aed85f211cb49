openssl x509 -req -in apata.csr \
-CA ca.crt -CAkey ca.key -CAcreateserial \
-out apata-outbound.crt -days 365 -sha256
