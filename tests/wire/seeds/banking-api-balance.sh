curl -X GET https://api.bancodigital.com/public/gw_banking/v1/accounts/123/balance \
--cert client.crt \
--key client.key \
--cacert ca.crt \
-H "Authorization: Bearer SEU_ACCESS_TOKEN"
