//! The telling texts, a file a family of tools. Adding a text is adding a row, with its source; a
//! row is lower case, and says as little as is still unmistakable.

mod curl;
mod dotnet;
mod files;
mod go;
mod http;
mod java;
mod node;
mod openssl;
mod others;
mod python;
mod servers;

use super::says::Row;

/// All rows; their order counts for nothing.
pub(super) fn all() -> impl Iterator<Item = &'static Row> {
    const FAMILIES: &[&[Row]] = &[
        curl::ROWS,
        dotnet::ROWS,
        files::ROWS,
        go::ROWS,
        http::ROWS,
        java::ROWS,
        node::ROWS,
        openssl::ROWS,
        others::ROWS,
        python::ROWS,
        servers::ROWS,
    ];
    FAMILIES.iter().flat_map(|rows| rows.iter())
}
