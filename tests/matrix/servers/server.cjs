// Node's https, as its documentation has it: with rejectUnauthorized the server hangs up on who is
// not authorized, without it the handler asks the socket.
const https = require('node:https');
const fs = require('node:fs');

for (const site of process.argv.slice(2)) {
  const [port, name, words] = site.split(':');
  const options = {
    cert: fs.readFileSync(`${name}.crt`),
    key: fs.readFileSync(`${name}.key`),
    ca: fs.readFileSync('ca.crt'),
    crl: ['ca', 'sub', 'sub-old', 'sub-early'].map((ca) => fs.readFileSync(`${ca}.crl`)), // of a file it takes the first list only
    requestCert: true,
    rejectUnauthorized: words === 'reject',
    minVersion: 'TLSv1.2',
    ciphers: ['server-weak', 'server-sha1'].includes(name) ? 'DEFAULT:@SECLEVEL=0' : undefined,
  };
  https.createServer(options, (request, response) => {
    response.setHeader('Connection', 'close');
    if (!request.socket.authorized) {
      response.statusCode = 403;
      response.end(JSON.stringify({ error: String(request.socket.authorizationError) }));
      return;
    }
    response.end('in');
  }).listen(Number(port), '127.0.0.1');
}
