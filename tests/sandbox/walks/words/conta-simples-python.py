import requests
res = requests.post(
"https://mtls-sandbox.contasimples.com/credit-cards/v1/vcns",
cert=("./client-cert.pem", "./client-key.pem"), # the private key stays only in your environment
headers={
"Authorization": f"Bearer {token}",
"Idempotency-Key": booking_id,
"Content-Type": "application/json",
},
json=payload,
)
