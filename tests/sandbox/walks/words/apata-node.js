const fs = require('fs');
const https = require('https');
const httpsAgent = new https.Agent({
cert: fs.readFileSync('client.crt'),
key: fs.readFileSync('client.key'),
ca: fs.readFileSync('apata_ca.crt') // optional - validates Apata's server certificate
});
const response = await fetch('https://api.apata.io', {
method: 'POST',
body: JSON.stringify({ message: 'Test' }),
headers: { 'Content-Type': 'application/json' },
agent: httpsAgent
});
