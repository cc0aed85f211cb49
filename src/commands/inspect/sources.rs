//! What is to be inspected: the files named, and those in the folders named.

use crate::cli::InspectArgs;
use crate::core::Result;
use crate::core::material::Source;
use crate::core::material::folder::Folder;

/// Every source in order; a folder's files in its place, with what of it could not be listed.
pub fn all(args: &InspectArgs) -> impl Iterator<Item = Result<Source>> {
    args.sources.iter().flat_map(|source| match source {
        Source::File(path) if path.is_dir() => {
            let walked = Folder::new(path).matching(args.glob.clone()).walk();
            let files = walked.files.into_iter().map(|path| Ok(Source::File(path)));
            files
                .chain(walked.unreadable.into_iter().map(Err))
                .collect()
        }
        _ => vec![Ok(source.clone())],
    })
}
