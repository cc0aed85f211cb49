//! The page that a HEAD did not bring, where its length alone shows which it is. Must not guess:
//! no other page of that server has the length.

use crate::core::http::Head;

/// nginx's words in the page that it would have sent. Its error pages differ in these words alone,
/// which stand in them twice, and in the name by which the server calls itself: source, nginx,
/// src/http/ngx_http_special_response.c (ngx_http_error_495_page, 496; ngx_http_send_special_response);
/// seen: nginx 1.22.1, 237 and 215 bytes. OpenResty is built on it and keeps the pages.
pub(super) fn unseen_words(head: &Head) -> Option<&'static str> {
    if head.status != 400 {
        return None;
    }
    let server = head.header("Server")?;
    let length: usize = head.header("Content-Length")?.trim().parse().ok()?;
    let has_length = |words: &&&str| length == FRAME + 2 * words.len() + server.len();
    WORDS.iter().find(has_length).copied()
}

/// What stands around the words and the name, in bytes.
const FRAME: usize = 153;
/// Of 496 and 495.
const WORDS: [&str; 2] = [
    "No required SSL certificate was sent",
    "The SSL certificate error",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nginx_tells_by_the_length_of_a_page_that_it_does_not_send() {
        for (status, server, length, words) in [
            (400, "nginx/1.22.1", 237, Some(WORDS[0])), // seen
            (400, "nginx/1.22.1", 215, Some(WORDS[1])), // seen
            (400, "nginx", 230, Some(WORDS[0])),
            (400, "openresty/1.21.4.1", 221, Some(WORDS[1])),
            (400, "nginx/1.22.1", 157, None), // 400 Bad Request
            (400, "nginx/1.22.1", 233, None), // 494
            (400, "nginx/1.22.1", 255, None), // 497
            (403, "nginx/1.22.1", 237, None),
        ] {
            let raw = format!(
                "HTTP/1.1 {status} X\r\nServer: {server}\r\nContent-Length: {length}\r\n\r\n"
            );
            let head = Head::parse(raw.as_bytes()).unwrap();
            assert_eq!(unseen_words(&head), words, "{raw}");
        }
    }
}
