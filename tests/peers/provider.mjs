// An OAuth 2.0 server with the features of RFC 8705, behind its own TLS, and an API that wants its
// tokens. Two ports, as issuers have that know mtls_endpoint_aliases: one that never asks for a
// client certificate, one that always does and takes any or none.
//
// usage: node provider.mjs NODE_MODULES   in a folder with ca.crt, server.crt, server.key, ...
// Prints one line of JSON once it listens: {"plain":PORT,"mtls":PORT}.

import { createRequire } from 'node:module';
import { createServer } from 'node:https';
import { createHash, createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const modules = process.argv[2];
const { default: Provider } = await import(pathToFileURL(`${modules}/oidc-provider/lib/index.js`));
const { createLocalJWKSet, jwtVerify } = createRequire(`${modules}/`)('jose');

const tls = { cert: readFileSync('server.crt'), key: readFileSync('server.key'), ca: readFileSync('ca.crt') };
const plain = await listen({ ...tls });
const mtls = await listen({ ...tls, requestCert: true, rejectUnauthorized: false });
const issuer = `https://localhost:${plain.address().port}`;
const aliases = `https://localhost:${mtls.address().port}`;

const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const jwks = { keys: [{ ...signing.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'api' }] };

const provider = new Provider(issuer, {
  clients: clients(),
  jwks,
  clientAuthMethods: [
    'client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt',
    'tls_client_auth', 'self_signed_tls_client_auth', 'none',
  ],
  discovery: { mtls_endpoint_aliases: { token_endpoint: `${aliases}/token` } },
  scopes: ['read', 'write'],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    mTLS: {
      enabled: true,
      certificateBoundAccessTokens: true,
      tlsClientAuth: true,
      selfSignedTlsClientAuth: true,
      getCertificate: (ctx) => shown(ctx.req),
      certificateAuthorized: (ctx) => ctx.socket.authorized,
      certificateSubjectMatches: (ctx, property, expected) => property === 'tls_client_auth_subject_dn'
        && subject(ctx.socket.getPeerCertificate()) === expected,
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'https://api.example/',
      getResourceServerInfo: (ctx, resource) => ({
        scope: 'read write',
        audience: resource,
        accessTokenTTL: 120,
        accessTokenFormat: resource.endsWith('/opaque') ? 'opaque' : 'jwt',
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
});

// the client is told little; the log says why
for (const event of ['grant.error', 'server_error']) {
  provider.on(event, (ctx, error) => console.error(`${error.message}: ${error.error_detail ?? error.error_description}`));
}

const token = provider.callback();
for (const server of [plain, mtls]) {
  server.on('request', (req, res) => (req.url.startsWith('/api') ? api(req, res) : token(req, res)));
}
console.log(JSON.stringify({ plain: plain.address().port, mtls: mtls.address().port }));

function listen(options) {
  const server = createServer(options);
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

// The API: a token that is bound is taken from the holder of its certificate only (RFC 8705 section 3).
async function api(req, res) {
  const say = (status, body) => {
    res.writeHead(status, { 'content-type': 'application/json' });
    res.end(JSON.stringify(body));
  };
  try {
    const bearer = /^Bearer (.+)$/.exec(req.headers.authorization)?.[1];
    const keys = createLocalJWKSet({ keys: [{ ...jwks.keys[0], d: undefined }] });
    const { payload } = await jwtVerify(bearer, keys, { issuer });
    const bound = payload.cnf?.['x5t#S256'];
    const certificate = shown(req);
    if (bound && (!certificate || thumbprint(certificate) !== bound)) {
      say(401, { error: 'invalid_token', error_description: 'the token is bound to another certificate' });
      return;
    }
    say(200, { client: payload.client_id, audience: payload.aud, scope: payload.scope, bound: Boolean(bound) });
  } catch (error) {
    say(401, { error: 'invalid_token', error_description: String(error.message) });
  }
}

function shown(req) {
  const { raw } = req.socket.getPeerCertificate();
  return raw && new X509Certificate(raw);
}

function thumbprint(certificate) {
  return createHash('sha256').update(certificate.raw).digest('base64url');
}

// RFC 4514: last attribute first.
function subject(certificate) {
  const parts = Object.entries(certificate.subject ?? {}).reverse();
  return parts.map(([name, value]) => `${name}=${value}`).join(',');
}

function jwk(file, more) {
  return { ...createPublicKey(readFileSync(file)).export({ format: 'jwk' }), use: 'sig', ...more };
}

function x5c(file) {
  const certificate = new X509Certificate(readFileSync(file));
  const key = certificate.publicKey.export({ format: 'jwk' });
  return { ...key, use: 'sig', x5c: [certificate.raw.toString('base64')] };
}

function clients() {
  const secret = 's3cr3t & more/+%';
  const each = {
    basic: { token_endpoint_auth_method: 'client_secret_basic', client_secret: secret },
    post: { token_endpoint_auth_method: 'client_secret_post', client_secret: secret },
    hmac: { token_endpoint_auth_method: 'client_secret_jwt', client_secret: secret },
    key: { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [jwk('client.key')] } },
    'other-key': {
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [jwk('signer.key', { kid: 'first' }), jwk('rsa.key', { kid: 'second' })] },
    },
    tls: { token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: 'CN=client,O=Acme,C=BR' },
    'tls-other': { token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: 'CN=other,O=Acme,C=BR' },
    self: { token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks: { keys: [x5c('self.crt')] } },
    unbound: { client_secret: secret, tls_client_certificate_bound_access_tokens: false },
  };
  return Object.entries(each).map(([client_id, client]) => ({
    client_id,
    grant_types: ['client_credentials'],
    id_token_signed_response_alg: 'ES256',
    redirect_uris: [],
    response_types: [],
    scope: 'read write',
    tls_client_certificate_bound_access_tokens: true,
    ...client,
  }));
}
