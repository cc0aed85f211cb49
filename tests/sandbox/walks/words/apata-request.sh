# Generate a 2048-bit RSA private key
openssl genrsa -out client.key 2048
# Create a CSR
openssl req -new -key client.key -out client.csr
