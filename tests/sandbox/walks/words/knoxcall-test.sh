# Test mTLS locally
curl --cert cert.pem \
     --key key.pem \
     https://api.example.com/test
