curl -X POST https://api.bancodigital.com/public/gw_banking/v1/auth/token-v2 \
--cert-type P12 \
--cert client.pfx:senha-do-pfx \
--cacert ca.crt \
-H "Content-Type: application/json" \
-d '{
"client_id": "seu-client-id",
"client_secret": "seu-client-secret",
"grant_type": "client_credentials"
}'
