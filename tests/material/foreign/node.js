// Makes keys and exports them in every encoding that Node knows, locked with the passphrase in its
// argument where they are locked; prints the name of each file and of its public key.
"use strict";
const { writeFileSync } = require("fs");
const { generateKeyPairSync } = require("crypto");

const passphrase = process.argv[2];
const kinds = {
  rsa: [{ modulusLength: 2048 }, ["pkcs1", "pkcs8"]],
  ec: [{ namedCurve: "P-256" }, ["sec1", "pkcs8"]],
  ed25519: [{}, ["pkcs8"]],
};
const ciphers = ["aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "des-ede3-cbc"];

for (const [kind, [options, types]] of Object.entries(kinds)) {
  const { publicKey, privateKey } = generateKeyPairSync(kind, options);
  const shown = `${kind}.pub`;
  writeFileSync(shown, publicKey.export({ type: "spki", format: "pem" }));
  const write = (name, how) => {
    writeFileSync(name, privateKey.export(how));
    console.log(name, shown);
  };
  for (const type of types) {
    write(`${kind}-${type}.der`, { type, format: "der" });
    for (const cipher of ciphers) {
      write(`${kind}-${type}-${cipher}.pem`, { type, format: "pem", cipher, passphrase });
    }
  }
  const locked = { type: "pkcs8", format: "der", cipher: "aes-256-cbc", passphrase };
  write(`${kind}-locked.der`, locked);
}
