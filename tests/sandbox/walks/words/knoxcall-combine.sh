cat cert.pem key.pem > combined.pem
