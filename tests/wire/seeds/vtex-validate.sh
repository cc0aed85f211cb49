curl --location 'https://{{account}}.vtexcommercestable.com.br/api/vtexid/credential/validate' \
--cert {{client.crt}} \
--key {{client.key}} \
--header 'Content-Type: application/json' \
--data '{
  "token": "{{user_token}}"
}
'
