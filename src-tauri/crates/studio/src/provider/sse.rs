//! A stream of events, put together from pieces that end anywhere.

use bytes::BytesMut;

/// No single event is longer; a service that sends one is not one of ours.
const LONGEST: usize = 1 << 20;

/// What has come and is no whole event yet.
#[derive(Debug, Default)]
pub(super) struct Events {
    left: BytesMut,
}

/// A line of an event passed the accepted length.
#[derive(Debug)]
pub(super) struct TooLong;

impl Events {
    /// Takes a piece in and gives the data of every event that is whole now.
    pub(super) fn take(&mut self, piece: &[u8]) -> Result<Vec<String>, TooLong> {
        self.left.extend_from_slice(piece);
        let mut whole = Vec::new();
        while let Some(at) = self.left.iter().position(|byte| *byte == b'\n') {
            let line = self.left.split_to(at + 1);
            let line = line.strip_suffix(b"\n").unwrap_or(&line);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            // Every service of these formats sends an event's data in one line.
            if let Some(data) = line.strip_prefix(b"data:") {
                whole.push(String::from_utf8_lossy(data).trim().to_owned());
            }
        }
        if self.left.len() > LONGEST { Err(TooLong) } else { Ok(whole) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_whole_wherever_their_pieces_end() {
        let stream =
            "event: a\r\ndata: {\"x\":\"ü\"}\r\n\r\n: comment\n\ndata:{\"y\":2}\n\ndata: [DONE]\n\n".as_bytes();
        for size in 1..stream.len() {
            let mut events = Events::default();
            let seen: Vec<String> = stream.chunks(size).flat_map(|piece| events.take(piece).unwrap()).collect();
            assert_eq!(seen, ["{\"x\":\"ü\"}", "{\"y\":2}", "[DONE]"], "in pieces of {size}");
        }
        assert!(Events::default().take(&vec![b'x'; LONGEST + 1]).is_err());
    }
}
