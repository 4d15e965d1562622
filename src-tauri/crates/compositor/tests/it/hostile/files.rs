//! Hostile files, made in code.

use std::io::Write as _;

use compositor::{Channels, Output, Picture, encode};
use flate2::{Compression, write::ZlibEncoder};

/// What may become of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It has to be refused.
    Refused,
    /// It may be read, because its bomb never goes off.
    Harmless,
}

pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) fate: Fate,
}

/// One sound file of each kind.
pub(crate) fn sound() -> [(&'static str, Vec<u8>); 5] {
    let noise: Vec<u8> = (0..96 * 64 * 3_u32).map(|it| (it.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let picture = Picture::new(96, 64, Channels::Rgb, noise).expect("its size");
    let made = |output| encode(&picture, output, None).expect("a small picture");
    let mut progressive = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut progressive, 80);
    encoder.set_progressive(true);
    encoder.encode(picture.pixels(), 96, 64, jpeg_encoder::ColorType::Rgb).expect("a small picture");
    [
        ("jpeg", made(Output::Jpeg { quality: 80, full_colour: false })),
        ("jpeg in full colour", made(Output::Jpeg { quality: 80, full_colour: true })),
        ("progressive jpeg", progressive),
        ("png", made(Output::Png)),
        ("webp", made(Output::WebP)),
    ]
}

pub(crate) fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut check = flate2::Crc::new();
    check.update(name);
    check.update(content);
    [&(content.len() as u32).to_be_bytes()[..], name, content, &check.sum().to_be_bytes()].concat()
}

pub(crate) fn zlib(blocks: usize, block: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..blocks {
        packed.write_all(block).expect("to memory");
    }
    packed.finish().expect("to memory")
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

pub(crate) fn header(width: u32, height: u32, bits: u8, colour: u8, interlace: u8) -> Vec<u8> {
    chunk(b"IHDR", &[&width.to_be_bytes()[..], &height.to_be_bytes(), &[bits, colour, 0, 0, interlace]].concat())
}

fn png(parts: &[Vec<u8>]) -> Vec<u8> {
    [PNG, &parts.concat(), &chunk(b"IEND", &[])].concat()
}

/// A sound PNG of 8 × 8 with extra chunks before its pixels.
fn png_with(extra: &[Vec<u8>]) -> Vec<u8> {
    png(&[header(8, 8, 8, 0, 0), extra.concat(), chunk(b"IDAT", &zlib(8, &[0; 9]))])
}

fn riff(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (name, content) in chunks {
        body.extend_from_slice(*name);
        body.extend((content.len() as u32).to_le_bytes());
        body.extend(content);
        body.resize(body.len() + content.len() % 2, 0);
    }
    [b"RIFF", &(body.len() as u32).to_le_bytes()[..], &body].concat()
}

/// Where a marker's segment begins in a JPEG.
fn marker(jpeg: &[u8], wanted: u8) -> usize {
    let mut at = 2;
    while jpeg[at + 1] != wanted {
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    at
}

fn patched(jpeg: &[u8], wanted: u8, offset: usize, bytes: &[u8]) -> Vec<u8> {
    let mut out = jpeg.to_vec();
    let at = marker(jpeg, wanted) + offset;
    out[at..at + bytes.len()].copy_from_slice(bytes);
    out
}

fn with_segment(jpeg: &[u8], kind: u8, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xff, kind], &length, content, &jpeg[2..]].concat()
}

/// All hostile files.
pub(crate) fn all() -> Vec<Case> {
    let [(_, jpeg), _, (_, progressive), (_, png), (_, webp)] = sound();
    let mut cases = wrong_kinds();
    cases.extend(cut(&jpeg, &png, &webp));
    cases.extend(passengers(&jpeg, &png, &webp));
    cases.extend(jpegs(&jpeg, &progressive));
    cases.extend(pngs(&png));
    cases.extend(webps());
    cases
}

fn refused(name: &'static str, bytes: impl Into<Vec<u8>>) -> Case {
    Case { name, bytes: bytes.into(), fate: Fate::Refused }
}

fn harmless(name: &'static str, bytes: Vec<u8>) -> Case {
    Case { name, bytes, fate: Fate::Harmless }
}

fn wrong_kinds() -> Vec<Case> {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let two_bytes: Vec<u8> = [0xff, 0xfe].into_iter().chain(svg.bytes().flat_map(|b| [b, 0])).collect();
    let frame = b"\x21\xf9\x04\x00\x00\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00";
    let many_frames = [b"GIF89a\x01\x00\x01\x00\x00\x00\x00".to_vec(), frame.repeat(100_000), vec![0x3b]].concat();
    let boxed = |brand: &[u8; 4]| [&[0, 0, 0, 24][..], b"ftyp", brand, &[0; 40]].concat();
    let random: Vec<u8> = (0..4_096_u32).map(|it| (it.wrapping_mul(2_246_822_519) >> 13) as u8 | 1).collect();
    vec![
        refused("nothing", []),
        refused("one byte", [0xff]),
        refused("gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00\x3b".to_vec()),
        refused("gif of 100,000 frames", many_frames),
        refused("svg", svg),
        refused("svg with a mark before it", format!("\u{feff} \n<?xml version=\"1.0\"?>{svg}")),
        refused("svg in two bytes", two_bytes),
        refused("web page", "<!DOCTYPE html><html><script>1</script></html>"),
        refused("some markup", "<note>hello</note>"),
        refused("bmp", [b"BM".to_vec(), vec![0; 60]].concat()),
        refused("tiff", b"II*\0\x08\0\0\0".to_vec()),
        refused("pdf", "%PDF-1.7\n"),
        refused("zip", b"PK\x03\x04rest".to_vec()),
        refused("heic", boxed(b"heic")),
        refused("avif", boxed(b"avif")),
        refused("mp4", boxed(b"isom")),
        refused("elf", b"\x7fELF\x02\x01\x01".to_vec()),
        refused("icon", [0, 0, 1, 0, 1, 0]),
        refused("photoshop", b"8BPS\0\x01".to_vec()),
        refused("jpeg xl", [0xff, 0x0a, 1, 2]),
        refused("shell script", "#!/bin/sh\necho"),
        refused("text", "just a text"),
        refused("random", random),
        refused("sound", b"RIFF\x24\0\0\0WAVEfmt ".to_vec()),
    ]
}

fn cut(jpeg: &[u8], png: &[u8], webp: &[u8]) -> Vec<Case> {
    let part = |bytes: &[u8], percent: usize| bytes[..bytes.len() * percent / 100].to_vec();
    vec![
        refused("jpeg cut at 5 %", part(jpeg, 5)),
        refused("jpeg cut at 50 %", part(jpeg, 50)),
        refused("jpeg cut at 95 %", part(jpeg, 95)),
        refused("jpeg without its end", &jpeg[..jpeg.len() - 2]),
        refused("jpeg of three bytes", &jpeg[..3]),
        refused("png cut at 5 %", part(png, 5)),
        refused("png cut at 50 %", part(png, 50)),
        refused("png without its end", &png[..png.len() - 12]),
        refused("png of eight bytes", PNG),
        refused("webp cut at 5 %", part(webp, 5)),
        refused("webp cut at 50 %", part(webp, 50)),
        refused("webp of twelve bytes", &webp[..12]),
    ]
}

fn passengers(jpeg: &[u8], png: &[u8], webp: &[u8]) -> Vec<Case> {
    let page: &[u8] = b"<html><script>alert(1)</script></html>";
    let zip: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    vec![
        refused("jpeg and web page", [jpeg, page].concat()),
        refused("jpeg and zip", [jpeg, zip].concat()),
        refused("jpeg and php", [jpeg, b"<?php system('id');"].concat()),
        refused("jpeg and gif", [jpeg, b"GIF89a\x01\0\x01\0"].concat()),
        refused("jpeg with a script in its comment", with_segment(jpeg, 0xfe, b"/*<script>alert(1)</script>*/")),
        refused("jpeg with a page among its notes", with_segment(jpeg, 0xe1, b"Exif\0\0<!DOCTYPE html>")),
        refused("png and svg", [png, b"<svg onload=alert(1)>"].concat()),
        refused("png and web page", [png, page].concat()),
        refused("png with a script among its texts", png_with(&[chunk(b"tEXt", b"Comment\0<script>1</script>")])),
        refused("png with a page in a chunk of its own", png_with(&[chunk(b"xxXx", page)])),
        refused("webp and pdf", [webp, b"%PDF-1.7"].concat()),
        refused("webp and zip", [webp, zip].concat()),
    ]
}

fn jpegs(jpeg: &[u8], progressive: &[u8]) -> Vec<Case> {
    let (frame, scan) = (0xc0, 0xda);
    let at = marker(jpeg, frame);
    let mut twice = jpeg.to_vec();
    let again = jpeg[at..at + 19].to_vec();
    twice.splice(at..at, again);
    let from = marker(progressive, scan);
    let mut scans = progressive[..progressive.len() - 2].to_vec();
    for _ in 0..2_000 {
        scans.extend_from_slice(&progressive[from..from + 14]);
        scans.push(0);
    }
    scans.extend([0xff, 0xd9]);
    let mut no_length = with_segment(jpeg, 0xe5, b"abcd");
    no_length[4..6].fill(0);
    vec![
        refused("jpeg as wide as a number allows", patched(jpeg, frame, 5, &[0xff; 4])),
        refused("jpeg of no height", patched(jpeg, frame, 5, &[0, 0])),
        refused("jpeg of no width", patched(jpeg, frame, 7, &[0, 0])),
        refused("jpeg of twelve bits", patched(jpeg, frame, 4, &[12])),
        refused("jpeg of five colours", patched(jpeg, frame, 9, &[5])),
        refused("jpeg of no colours", patched(jpeg, frame, 9, &[0])),
        refused("jpeg sampled by nothing", patched(jpeg, frame, 11, &[0])),
        refused("jpeg sampled by fifteen", patched(jpeg, frame, 11, &[0xff])),
        refused("lossless jpeg", patched(jpeg, frame, 1, &[0xc3])),
        refused("jpeg with arithmetic coding", patched(jpeg, frame, 1, &[0xc9])),
        refused("jpeg with two frames", twice),
        refused("jpeg of 2,000 scans", scans),
        refused("jpeg with a part of no length", no_length),
        refused("jpeg of markers alone", [0xff, 0xd8, 0xff, 0xd9]),
        harmless("jpeg that says it is larger", patched(jpeg, frame, 5, &[0x20, 0, 0x20, 0])),
        refused("huge progressive jpeg", patched(progressive, 0xc2, 5, &[0x40, 0, 0x40, 0])),
        harmless("jpeg without its tables", {
            let (from, to) = (marker(jpeg, 0xc4), marker(jpeg, scan));
            [&jpeg[..from], &jpeg[to..]].concat()
        }),
    ]
}

fn pngs(png_file: &[u8]) -> Vec<Case> {
    let frames = |count: u32| chunk(b"acTL", &[count.to_be_bytes(), [0; 4]].concat());
    let idat = chunk(b"IDAT", &zlib(8, &[0; 9]));
    let mut endless = png_file.to_vec();
    endless[33..37].fill(0xff);
    let bomb = |width: u32, height: usize| chunk(b"IDAT", &zlib(height, &vec![0; width as usize + 1]));
    let text = [b"Comment\0\0".to_vec(), zlib(200, &vec![b'a'; 1 << 20])].concat();
    let profile = [b"icc\0\0".to_vec(), zlib(200, &vec![0; 1 << 20])].concat();
    vec![
        refused("png of a milliard pixels", png(&[header(60_000, 60_000, 8, 6, 0), idat.clone()])),
        refused("huge interlaced png", png(&[header(19_999, 19_999, 8, 6, 1), idat.clone()])),
        refused("png of no width", png(&[header(0, 8, 8, 0, 0), idat.clone()])),
        refused("png of 100,000 frames", png_with(&[frames(100_000)])),
        refused("png of 100,000 hidden frames", png_with(&[chunk(b"fdAT", &[0; 8]).repeat(100_000)])),
        refused("png without a size", png(std::slice::from_ref(&idat))),
        refused("png with two sizes", png_with(&[header(9, 9, 8, 0, 0)])),
        refused("png of an unknown colour", png(&[header(8, 8, 8, 5, 0), idat.clone()])),
        refused("png of three bits", png(&[header(8, 8, 3, 0, 0), idat.clone()])),
        refused("png with a chunk without end", endless),
        refused("png without pixels", png(&[header(8, 8, 8, 0, 0)])),
        refused("png with broken pixels", png(&[header(8, 8, 8, 0, 0), chunk(b"IDAT", b"not packed at all")])),
        refused("png with too few pixels", png(&[header(9_000, 9_000, 8, 0, 0), idat])),
        refused("png without its palette", png(&[header(8, 8, 8, 3, 0), chunk(b"IDAT", &zlib(8, &[0; 9]))])),
        harmless("png that unpacks to 144 megapixels", png(&[header(12_000, 12_000, 8, 0, 0), bomb(12_000, 12_000)])),
        harmless("png with a text of 200 MB", png_with(&[chunk(b"zTXt", &text)])),
        harmless("png with a profile of 200 MB", png_with(&[chunk(b"iCCP", &profile)])),
    ]
}

fn webps() -> Vec<Case> {
    let canvas = |flags: u8, side: u32| {
        let side = &(side - 1).to_le_bytes()[..3];
        [&[flags, 0, 0, 0], side, side].concat()
    };
    let lossless =
        |width: u32, height: u32| [&[0x2f][..], &((width - 1) | (height - 1) << 14).to_le_bytes(), &[0; 16]].concat();
    let lossy = |width: u16, height: u16| {
        [&[0x30, 1, 0, 0x9d, 1, 0x2a][..], &width.to_le_bytes(), &height.to_le_bytes(), &[0; 16]].concat()
    };
    let frames: Vec<(&[u8; 4], Vec<u8>)> =
        std::iter::once((b"VP8X", canvas(2, 8))).chain(std::iter::repeat_n((b"ANMF", vec![0; 16]), 100_000)).collect();
    vec![
        refused("animated webp", riff(&[(b"VP8X", canvas(2, 8)), (b"ANIM", vec![0; 6])])),
        refused("webp of 100,000 frames", riff(&frames)),
        refused("webp of two sizes", riff(&[(b"VP8X", canvas(0, 9)), (b"VP8L", lossless(8, 8))])),
        refused("webp of 268 megapixels", riff(&[(b"VP8L", lossless(16_384, 16_384))])),
        refused("lossy webp of 268 megapixels", riff(&[(b"VP8 ", lossy(16_383, 16_383))])),
        harmless("webp of noise", riff(&[(b"VP8L", lossless(900, 900))])),
        harmless("lossy webp of noise", riff(&[(b"VP8 ", lossy(900, 900))])),
        refused("webp without a picture", riff(&[(b"XMP ", vec![b' '; 8])])),
        refused(
            "webp with a script among its notes",
            riff(&[(b"VP8L", lossless(8, 8)), (b"XMP ", b"<script>1".to_vec())]),
        ),
        refused("webp with a chunk without end", {
            let mut file = riff(&[(b"VP8L", lossless(8, 8))]);
            file[16..20].fill(0xff);
            file
        }),
    ]
}
