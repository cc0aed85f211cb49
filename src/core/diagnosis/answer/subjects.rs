//! What a client's certificate is called, and what is called like it. Data only.

/// Names of a client's certificate in plain form: parts of words count, so that a plural does.
pub(super) const SUBJECTS: &[&str] = &[
    " client certificate",
    " client cert ",
    " client ssl cert",
    " client tls cert",
    " client x509 cert",
    " client x 509 cert",
    " ssl client cert",
    " tls client cert",
    " x509 client cert",
    " ssl certificate",
    " tls certificate",
    " mtls",
    " mutual tls",
    " mutual ssl",
    " certificado cliente",
    " certificado de cliente",
    " certificado do cliente",
    " certificado del cliente",
    " certificado digital",
    " certificado mtls",
    " certificado ssl",
    " certificado tls",
    " certificado de autentica",
    " autenticacao mutua",
    " autenticacion mutua",
];
/// Whose it is goes without saying under some statuses.
pub(super) const BARE_SUBJECTS: &[&str] = &[" certificate", " certificado"];
/// Other certificates and other things that expire.
pub(super) const OTHERS: &[&str] = &[
    " server certificate",
    " servers certificate",
    " upstream",
    " backend",
    " origin ",
    " token",
    " signing certificate",
    " signing request",
    " csr ",
    " certificado do servidor",
    " certificado del servidor",
];
