// Tries each case of standard input with https.request, or with the global fetch (which takes no
// certificate of a client), and prints what a program prints that does not catch its error.
// A case a line: name, url, certificate, key, CA, highest TLS version; - where there is none.
import fs from 'node:fs';
import https from 'node:https';
import util from 'node:util';

const file = (name) => (name === '-' ? undefined : fs.readFileSync(name));
const cases = fs.readFileSync(0, 'utf8').trim().split('\n').map((line) => line.split(' '));

const ask = (url, options) => new Promise((resolve, reject) => {
  const request = https.request(url, { ...options, timeout: 8000 }, (answer) => {
    answer.resume().on('end', () => resolve(answer.statusCode)).on('error', reject);
  });
  request.on('error', reject).end();
});

for (const [name, url, cert, key, ca, max, ciphers] of cases) {
  console.log(`=== ${name}`);
  try {
    if (process.argv[2] === 'fetch') {
      await fetch(url);
    } else {
      const pfx = cert.endsWith('.pfx') ? { pfx: file(cert), passphrase: key } : { cert: file(cert), key: file(key) };
      const more = ciphers === '-' ? {} : { ciphers };
      await ask(url, { ...pfx, ca: file(ca), maxVersion: `TLSv${max}`, agent: false, ...more });
    }
    console.log('accepted');
  } catch (error) {
    console.log(util.inspect(error));
  }
}
