openssl rsa -in old_key.pem -out new_key.pem
