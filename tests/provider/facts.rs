//! Nothing of the providers' documents is lost: each sentence that says something (the last column of a
//! row in `facts/`) has its place in the provider's file - the section, and the words there. Headings
//! and sample code say nothing more than these; every line of the documents is walked by
//! `tests/sandbox/walks/`.

use crate::common::Lab;

const TABLES: [(&str, &str); 5] = [
    ("conta-simples", include_str!("facts/conta-simples.tsv")),
    ("banking-api", include_str!("facts/banking-api.tsv")),
    ("vtex", include_str!("facts/vtex.tsv")),
    ("apata", include_str!("facts/apata.tsv")),
    ("knoxcall", include_str!("facts/knoxcall.tsv")),
];

#[test]
fn every_sentence_of_the_five_documents_has_its_place_in_the_providers_file() {
    let lab = Lab::new();
    let mut lost = Vec::new();
    let mut found = 0;
    for (name, table) in TABLES {
        let rules = lab
            .mtls_line(&format!("provider show {name} --json"))
            .ok()
            .json();
        for row in table.lines() {
            let cells: Vec<&str> = row.split('\t').collect();
            let [section, there, sentence] = cells[..] else {
                panic!("{name}: {row}");
            };
            let text = rules[section].to_string();
            match text.contains(there) {
                true => found += 1,
                false => lost.push(format!("{name}: \"{sentence}\": no `{there}` in {section}")),
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
    assert!(found > 300, "{found}");
}
