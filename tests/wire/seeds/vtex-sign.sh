curl --request post \
	--url https://apiexamples.vtexcommercestable.com.br/api/edge/private-certificates/sign \
	--header 'Content-Type: text/plain' \
	--header 'X-VTEX-API-AppKey: ' \
	--header 'X-VTEX-API-AppToken: ' \
	--data '-----BEGIN CERTIFICATE REQUEST-----
***
-----END CERTIFICATE REQUEST-----
'
