//! `-u` and `--oauth2-bearer`: what stands in the Authorization header.

use base64::Engine;

use crate::cli::RequestArgs;
use crate::commands::World;
use crate::commands::secrets::resolve;
use crate::core::http::{Header, is_bearer_token};
use crate::core::secret::{Secret, SecretRef};
use crate::report::Failure;

/// The header's value, where the arguments give one.
///
/// # Errors
/// Ends 2 for a token that is none, or a password that is missing.
pub fn authorization(args: &RequestArgs, world: &mut dyn World) -> anyhow::Result<Option<Vec<u8>>> {
    if let Some(reference) = &args.oauth2_bearer {
        let token = resolve(&SecretRef::or_literal(reference), "token", world)?;
        // exposed to be looked at, and to be sent to the API
        if !is_bearer_token(token.expose_secret()) {
            return Err(Failure::usage(
                "the token of --oauth2-bearer is empty or has blanks or other characters that no token has",
                "give the token alone, as the server sent it",
            )
            .into());
        }
        world.guard(&token);
        return Ok(Some([b"Bearer ", token.expose_secret()].concat()));
    }
    let Some(user) = &args.user else {
        return Ok(None);
    };
    if let Some((_, password)) = user.split_once(':') {
        world.guard(&Secret::new(password));
        world.guard(&Secret::new(user.as_str()));
        return Ok(Some(basic_value(user.as_bytes())));
    }
    let password = world
        .ask_secret(&format!("password of {user}: "))
        .ok_or_else(|| {
            Failure::usage(
                "-u has no password, and there is no terminal to ask on",
                "write USER:PASSWORD",
            )
        })?;
    // exposed to be sent to the API
    let text = [user.as_bytes(), b":", password.expose_secret()].concat();
    Ok(Some(basic_value(&text)))
}

/// A header with Basic credentials, `user:password`.
pub fn basic(pair: &[u8]) -> Header {
    Header::new("Authorization", basic_value(pair))
}

fn basic_value(pair: &[u8]) -> Vec<u8> {
    format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(pair)
    )
    .into_bytes()
}
