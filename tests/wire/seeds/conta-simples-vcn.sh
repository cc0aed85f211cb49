curl -X POST https://mtls-sandbox.contasimples.com/credit-cards/v1/vcns \
--cert ./client-cert.pem \
--key ./client-key.pem \
-H "Authorization: Bearer {TOKEN}" \
-H "Idempotency-Key: {bookingId}" \
-H "Content-Type: application/json" \
-d '{
"type": "AIR",
"bookingId": "ACME-AIR-554433",
"amount": { "rate": 100.0, "taxes": 1.0, "currency": "BRL" },
"flightBooking": { "departureDate": "2026-06-10", "passengers": 1 }
}'
