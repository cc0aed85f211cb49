import https from "node:https";
import fs from "node:fs";
const agent = new https.Agent({
cert: fs.readFileSync("./client-cert.pem"),
key: fs.readFileSync("./client-key.pem"), // the private key stays only in your environment
});
const res = await fetch("https://mtls-sandbox.contasimples.com/credit-cards/v1/vcns", {
method: "POST",
agent,
headers: {
Authorization: `Bearer ${token}`,
"Idempotency-Key": bookingId,
"Content-Type": "application/json",
},
body: JSON.stringify(payload),
});
