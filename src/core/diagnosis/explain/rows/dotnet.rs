//! .NET and Windows: SslStream, Schannel's SEC_E codes, CryptoAPI's CERT_E codes, WinHTTP, IIS.

use super::super::super::Code;
use super::super::says::Fault::*;
use super::super::says::Says::{Cause, Own, Peer};
use super::super::says::{Row, Says};

const fn row(text: &'static str, says: Says, source: &'static str) -> Row {
    Row::new(".NET or Windows", text, says, source)
}

const SEC: &str = "Windows SDK, winerror.h; https://learn.microsoft.com/windows/win32/secauthn/schannel-error-codes-for-tls-and-ssl-alerts";
const NET: &str = "dotnet/runtime, System.Net.Security/src/Resources/Strings.resx";
const HTTP: &str = "dotnet/runtime, System.Net.Http/src/Resources/Strings.resx";
const CRYPT: &str = "dotnet/runtime, System.Security.Cryptography/src/Resources/Strings.resx";
const WINSOCK: &str =
    "https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2";
const WINHTTP: &str = "https://learn.microsoft.com/windows/win32/winhttp/error-messages";
const FRAMEWORK: &str = ".NET Framework, System.Net.WebExceptionStatus";

#[rustfmt::skip] // a table
pub(super) const ROWS: &[Row] = &[
    row("80090325", Peer(Untrusted), SEC),
    row("sec_e_untrusted_root", Peer(Untrusted), SEC),
    row("issued by an authority that is not trusted", Peer(Untrusted), SEC),
    row("80090326", Own(Rejected), SEC).likely().meaning("the other side broke the handshake off (SEC_E_ILLEGAL_MESSAGE); with mutual TLS mostly because of the client certificate"),
    row("sec_e_illegal_message", Own(Rejected), SEC).likely(),
    row("message received was unexpected or badly formatted", Own(Rejected), SEC).likely().meaning("the other side broke the handshake off (SEC_E_ILLEGAL_MESSAGE); with mutual TLS mostly because of the client certificate"),
    row("80090327", Own(Rejected), SEC).likely(),
    row("sec_e_cert_unknown", Own(Rejected), SEC).likely(),
    row("unknown error occurred while processing the certificate", Own(Rejected), SEC).likely(),
    row("80090328", Peer(Expired), SEC),
    row("sec_e_cert_expired", Peer(Expired), SEC),
    row("received certificate has expired", Peer(Expired), SEC),
    row("80090322", Peer(WrongName), SEC),
    row("sec_e_wrong_principal", Peer(WrongName), SEC),
    row("target principal name is incorrect", Peer(WrongName), SEC),
    row("80090331", Cause(Code::NoSharedCipher), SEC),
    row("sec_e_algorithm_mismatch", Cause(Code::NoSharedCipher), SEC),
    row("do not possess a common algorithm", Cause(Code::NoSharedCipher), SEC),
    row("80090308", Cause(Code::NotTls), SEC).likely(),
    row("sec_e_invalid_token", Cause(Code::NotTls), SEC).likely(),
    row("8009030e", Cause(Code::KeyMissing), SEC),
    row("sec_e_no_credentials", Cause(Code::KeyMissing), SEC),
    row("no credentials are available in the security package", Cause(Code::KeyMissing), SEC).meaning("Windows cannot use the certificate's private key: it is not there, or the account may not read it"),
    row("8009030d", Cause(Code::KeyMissing), SEC),
    row("sec_e_unknown_credentials", Cause(Code::KeyMissing), SEC),
    row("credentials supplied to the package were not recognized", Cause(Code::KeyMissing), SEC).meaning("Windows cannot use the certificate's private key: it is not there, or the account may not read it"),
    row("80090349", Peer(WrongPurpose), SEC),
    row("sec_e_cert_wrong_usage", Peer(WrongPurpose), SEC),
    row("00090320", Cause(Code::ClientCertRequired), SEC),
    row("sec_i_incomplete_credentials", Cause(Code::ClientCertRequired), SEC),
    row("80090304", Cause(Code::HandshakeClosed), SEC).general(),
    row("800b0109", Peer(Untrusted), SEC),
    row("cert_e_untrustedroot", Peer(Untrusted), SEC),
    row("terminated in a root certificate which is not trusted", Peer(Untrusted), SEC),
    row("800b010a", Peer(Incomplete), SEC),
    row("cert_e_chaining", Peer(Incomplete), SEC),
    row("800b0101", Peer(Expired), SEC),
    row("cert_e_expired", Peer(Expired), SEC),
    row("800b010f", Peer(WrongName), SEC),
    row("cert_e_cn_no_match", Peer(WrongName), SEC),
    row("800b0110", Peer(WrongPurpose), SEC),
    row("cert_e_wrong_usage", Peer(WrongPurpose), SEC),
    row("800b010c", Peer(Revoked), SEC),
    row("80092010", Peer(Revoked), SEC),
    row("crypt_e_revoked", Peer(Revoked), SEC),
    row("80092012", Peer(Untrusted), SEC).likely().meaning("Windows found no way to check whether the certificate is revoked"),
    row("80092013", Peer(Untrusted), SEC).likely().meaning("Windows could not reach the server that tells whether the certificate is revoked"),
    row("crypt_e_no_revocation_check", Peer(Untrusted), SEC).likely().meaning("Windows found no way to check whether the certificate is revoked"),
    row("crypt_e_revocation_offline", Peer(Untrusted), SEC).likely().meaning("Windows could not reach the server that tells whether the certificate is revoked"),
    row("80070056", Cause(Code::WrongPassphrase), SEC),
    row("specified network password is not correct", Cause(Code::WrongPassphrase), SEC),
    row("certificate data cannot be read with the provided password", Cause(Code::WrongPassphrase), CRYPT),
    row("80090016", Cause(Code::KeyMissing), SEC),
    row("keyset does not exist", Cause(Code::KeyMissing), SEC),
    row("80092009", Cause(Code::UnknownFormat), SEC),
    row("cannot find the requested object", Cause(Code::UnknownFormat), SEC),
    row("80092002", Cause(Code::UnknownFormat), SEC),
    row("must use a certificate with the associated private key", Cause(Code::KeyMissing), NET),
    row("certificatechain: untrustedroot", Peer(Untrusted), NET),
    row("errors in the certificate chain: untrustedroot", Peer(Untrusted), NET),
    row("errors in the certificate chain: partialchain", Peer(Incomplete), NET),
    row("errors in the certificate chain: nottimevalid", Peer(Expired), NET).likely(),
    row("errors in the certificate chain: notvalidforusage", Peer(WrongPurpose), NET),
    row("errors in the certificate chain: revoked", Peer(Revoked), NET),
    row("errors in the certificate chain: revocationstatusunknown", Peer(Untrusted), NET).likely(),
    row("remotecertificatenamemismatch", Peer(WrongName), NET),
    row("remotecertificatechainerrors", Peer(Untrusted), NET),
    row("remotecertificatenotavailable", Peer(Missing), NET),
    row("remote certificate is invalid according to the validation procedure", Peer(Untrusted), NET).general(),
    row("remote certificate was rejected by the provided remotecertificatevalidationcallback", Peer(Untrusted), NET).general(),
    row("could not establish trust relationship for the ssl/tls secure channel", Peer(Untrusted), FRAMEWORK),
    row("could not create ssl/tls secure channel", Cause(Code::HandshakeClosed), FRAMEWORK).general(),
    row("cannot determine the frame size or a corrupted frame was received", Cause(Code::NotTls), NET),
    row("handshake failed due to an unexpected packet format", Cause(Code::NotTls), NET),
    row("received an unexpected eof or 0 bytes from the transport stream", Cause(Code::HandshakeClosed), NET).general(),
    row("authentication failed because the remote party has closed the transport stream", Cause(Code::HandshakeClosed), NET).general(),
    row("forcibly closed by the remote host", Cause(Code::ConnectionReset), WINSOCK).general(),
    row("wsaeconnreset", Cause(Code::ConnectionReset), WINSOCK).general(),
    row("actively refused it", Cause(Code::ConnectionRefused), WINSOCK),
    row("connected party did not properly respond after a period of time", Cause(Code::ConnectionTimeout), WINSOCK),
    row("no such host is known", Cause(Code::DnsFailure), WINSOCK),
    row("remote name could not be resolved", Cause(Code::DnsFailure), FRAMEWORK),
    row("error_winhttp_client_auth_cert_needed", Cause(Code::ClientCertRequired), WINHTTP),
    row("winhttp .. 12044", Cause(Code::ClientCertRequired), WINHTTP).general(),
    row("error_winhttp_client_cert_no_private_key", Cause(Code::KeyMissing), WINHTTP),
    row("error_winhttp_client_cert_no_access_private_key", Cause(Code::KeyMissing), WINHTTP),
    row("error_winhttp_secure_failure", Peer(Untrusted), WINHTTP).general(),
    row("winhttp .. 12175", Peer(Untrusted), WINHTTP).general(),
    row("a call to sspi failed", Cause(Code::HandshakeClosed), FRAMEWORK).wrapper(),
    row("ssl connection could not be established", Cause(Code::HandshakeClosed), HTTP).wrapper().meaning("the TLS connection failed: .NET prints the reason as the inner exception"),
    row("authentication failed, see inner exception", Cause(Code::HandshakeClosed), NET).wrapper(),
    row("authenticationexception", Cause(Code::HandshakeClosed), NET).wrapper(),
];
