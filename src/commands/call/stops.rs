//! What stops a transfer though the connection held.

use crate::exit::Exit;
use crate::report::Failure;

/// `--max-redirs` is reached: 47.
pub fn too_many(limit: u64) -> Failure {
    Failure {
        exit: Exit::Redirects,
        ..Failure::usage(
            format!("more than {limit} redirects"),
            "raise --max-redirs if they lead somewhere",
        )
    }
}

/// `--compressed` brought an encoding that is not known: 61.
pub fn unknown_encoding(encoding: String) -> Failure {
    Failure {
        exit: Exit::ContentEncoding,
        ..Failure::usage(
            format!("the answer's content encoding {encoding} cannot be undone"),
            "leave --compressed out to get it as it is",
        )
    }
}

/// `--compressed` brought bytes that are not so encoded: 61.
pub fn undecodable(error: &std::io::Error) -> Failure {
    Failure {
        exit: Exit::ContentEncoding,
        ..Failure::usage(
            format!("the answer's content encoding is damaged: {error}"),
            "leave --compressed out to get it as it is",
        )
    }
}

/// Bytes that a terminal would act on: 23.
pub fn binary() -> Failure {
    Failure {
        exit: Exit::Write,
        ..Failure::usage(
            "the answer is binary and would garble the terminal",
            "write it to a file with -o, or to the terminal all the same with -o -",
        )
    }
}

/// `-C`, and a server that sends something else than the rest: 33.
pub fn no_rest() -> Failure {
    Failure {
        exit: Exit::Range,
        ..Failure::usage(
            "the server does not send the rest alone, so -C cannot go on; the file is as it was",
            "leave -C out to get all of it",
        )
    }
}

/// `--max-filesize`: 63.
pub fn too_large(most: u64) -> Failure {
    Failure {
        exit: Exit::TooLarge,
        ..Failure::usage(
            format!("the body is larger than the {most} bytes of --max-filesize"),
            "raise it if that is expected",
        )
    }
}

/// A redirect asks for a body again that was read from a stream: 65.
pub fn cannot_rewind() -> Failure {
    Failure {
        exit: Exit::Rewind,
        ..Failure::usage(
            "a redirect asks for the body again, which was read from standard input and is gone",
            "write it to a file, or call where the redirect leads",
        )
    }
}
