import axios from 'axios';
import https from 'https';
import { readFileSync } from 'fs';
class TokenManager {
private token: string | null = null;
private expiresAt = 0;
private httpsAgent = new https.Agent({
cert: readFileSync(process.env.CERT_PATH!),
key: readFileSync(process.env.KEY_PATH!),
ca: readFileSync(process.env.CA_PATH!),
});
async getToken(): Promise<string> {
if (this.token && Date.now() < this.expiresAt - 5 * 60 * 1000) {
return this.token;
}
const response = await axios.post(
'https://api.bancodigital.com/public/gw_banking/v1/auth/token-v2',
{
client_id: process.env.CLIENT_ID!,
client_secret: process.env.CLIENT_SECRET!,
grant_type: 'client_credentials',
},
{
headers: { 'Content-Type': 'application/json' },
httpsAgent: this.httpsAgent,
},
);
this.token = response.data.access_token;
this.expiresAt = Date.now() + response.data.expires_in * 1000;
return this.token;
}
getAgent() {
return this.httpsAgent;
}
}
