//! What four placements cost: `cargo run -p compositor --release --example placements [-- ROUNDS]`.
//!
//! Prints medians of rounds that alternate between one thread, two threads and, where Python has it, Pillow, on the same
//! JPEG in the same run, and the peak memory that reading a picture of 12,000 × 12,000 takes.
#![allow(clippy::print_stdout, reason = "a bench talks to its user")]

#[path = "../tests/it/scene.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod scene;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use compositor::{
    Brand, Fonts, Limits, Output, Piece, Placement, Source, Words, compose, encode, intake, preview, template,
};

type Failure = Box<dyn std::error::Error>;

/// The same work in Pillow: decode, crop, Lanczos, a band, a headline, JPEG.
const PILLOW: &str = r#"
import sys, io, time
from PIL import Image, ImageDraw, ImageFont
data = open(sys.argv[1], "rb").read()
sizes = [(1080, 1080), (1080, 1350), (1080, 1920), (1200, 628)]
def one():
    image = Image.open(io.BytesIO(data)).convert("RGB")
    for w, h in sizes:
        sw, sh = image.size
        scale = min(sw / w, sh / h)
        cw, ch = w * scale, h * scale
        left, top = (sw - cw) / 2, (sh - ch) / 2
        out = image.resize((w, h), Image.LANCZOS, box=(left, top, left + cw, top + ch))
        draw = ImageDraw.Draw(out)
        draw.rectangle((0, int(h * 0.7), w, h), fill=(18, 32, 47))
        draw.text((60, int(h * 0.75)), "Dry at 1,400 metres", fill="white", font=ImageFont.truetype(sys.argv[2], 72))
        file = io.BytesIO()
        out.save(file, "JPEG", quality=85)
print("ready", flush=True)
for line in sys.stdin:
    begin = time.perf_counter()
    one()
    print((time.perf_counter() - begin) * 1000, flush=True)
"#;

struct Pillow {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Pillow {
    fn start(picture: &str) -> Option<Self> {
        let font = concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/NotoSans-Bold.ttf");
        let mut child = Command::new("python3")
            .args(["-c", PILLOW, picture, font])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let (input, output) = (child.stdin.take()?, BufReader::new(child.stdout.take()?));
        let mut pillow = Self { child, input, output };
        (pillow.line()? == "ready").then_some(pillow)
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        self.output.read_line(&mut line).ok()?;
        Some(line.trim().to_owned())
    }

    fn round(&mut self) -> Option<f64> {
        self.input.write_all(b"go\n").ok()?;
        self.line()?.parse().ok()
    }
}

impl Drop for Pillow {
    fn drop(&mut self) {
        // It ends by itself when its input does; this only makes it sooner.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Work<'a> {
    fonts: &'a Fonts,
    words: &'a Words,
    template: &'a template::Template,
    jpeg: &'a [u8],
}

impl Work<'_> {
    fn piece<'b>(&'b self, source: &'b Source, brand: &'b Brand) -> Piece<'b> {
        Piece { source, words: self.words, template: self.template, brand, focus: None, fit: None, extend: None }
    }

    fn four(&self, threads: usize) -> Result<f64, Failure> {
        let begin = Instant::now();
        let source = Source::new(intake::decode(self.jpeg, &Limits::default())?);
        let brand = Brand::default();
        let piece = self.piece(&source, &brand);
        let one = |placement| -> Result<usize, compositor::Error> {
            let made = compose(self.fonts, &piece, placement)?;
            Ok(encode(&made.picture, Output::Jpeg { quality: 85, full_colour: false }, None)?.len())
        };
        if threads == 1 {
            for placement in Placement::FOUR {
                one(placement)?;
            }
        } else {
            // The largest beside the two smallest.
            let [square, portrait, reel, landscape] = Placement::FOUR;
            std::thread::scope(|scope| {
                let other = scope.spawn(|| one(square).and_then(|_| one(portrait)));
                one(reel).and_then(|_| one(landscape))?;
                other.join().map_err(|_| "a thread panicked".into()).and_then(|it| it.map_err(Failure::from))
            })?;
        }
        Ok(milliseconds(begin))
    }

    fn first_preview(&self) -> Result<f64, Failure> {
        let begin = Instant::now();
        let source = Source::new(intake::decode(self.jpeg, &Limits::default())?);
        let brand = Brand::default();
        let made = preview(self.fonts, &self.piece(&source, &brand), Placement::Portrait, 360)?;
        encode(&made.picture, Output::Jpeg { quality: 80, full_colour: false }, None)?;
        Ok(milliseconds(begin))
    }
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1_000.0
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The most memory this process has held so far, in MB; Linux only.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
}

/// Reads a large file in this process, which does nothing else, and tells its own peak.
fn read_alone(path: &str) -> Result<(), Failure> {
    let before = peak_mb().unwrap_or(0);
    let bytes = std::fs::read(path)?;
    let begin = Instant::now();
    let outcome = intake::decode(&bytes, &Limits::default());
    let peak = peak_mb().unwrap_or(0);
    let taken =
        outcome.as_ref().map_or_else(ToString::to_string, |it| format!("shrunk to {} × {}", it.width(), it.height()));
    println!("  {taken}; {:.0} ms; peak {peak} MB, {} above the start", milliseconds(begin), peak - before);
    Ok(())
}

fn large(folder: &std::path::Path) -> Result<(), Failure> {
    let side = 12_000_u16;
    let grey: Vec<u8> = (0..u32::from(side) * u32::from(side)).map(|it| (it / 97 % 251) as u8).collect();
    let path = folder.join("large.jpg");
    let mut encoder = jpeg_encoder::Encoder::new_file(&path, 80)?;
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::R_4_2_0);
    let colours: Vec<u8> = grey.iter().flat_map(|it| [*it, it / 2, 255 - it]).collect();
    drop(grey);
    encoder.encode(&colours, side, side, jpeg_encoder::ColorType::Rgb)?;
    drop(colours);
    println!("a JPEG of 12,000 × 12,000, read by a process of its own:");
    let status = Command::new(std::env::current_exe()?).arg("--read").arg(&path).status()?;
    if status.success() { Ok(()) } else { Err("the reader failed".into()) }
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, path] = arguments.as_slice()
        && flag == "--read"
    {
        return read_alone(path);
    }
    let rounds: usize = arguments.first().map_or(Ok(15), |it| it.parse())?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("source.jpg");
    let scene = scene::scene(2_000, 2_000, false);
    let jpeg = encode(&scene, Output::Jpeg { quality: 90, full_colour: false }, None)?;
    std::fs::write(&path, &jpeg)?;
    let templates = template::shipped()?;
    let template = templates.iter().find(|it| it.id == "band").ok_or("no band")?;
    let words = Words { headline: "Dry at 1,400 metres".into(), ..Words::default() };
    let fonts = Fonts::shipped();
    let work = Work { fonts: &fonts, words: &words, template, jpeg: &jpeg };
    let cold = work.first_preview()?;
    let mut pillow = Pillow::start(&path.to_string_lossy());
    let (mut one, mut two, mut first, mut theirs) = (vec![], vec![], vec![], vec![]);
    for _ in 0..rounds {
        one.push(work.four(1)?);
        theirs.extend(pillow.as_mut().and_then(Pillow::round));
        two.push(work.four(2)?);
        first.push(work.first_preview()?);
    }
    let (one, two, first) = (median(one), median(two), median(first));
    println!(
        "2000 × 2000 JPEG of {} kB → four placements with band and headline, JPEG 85; median of {rounds}",
        jpeg.len() / 1024
    );
    println!("  one thread   {one:6.1} ms");
    println!("  two threads  {two:6.1} ms");
    println!("  first preview, decoding included  {first:6.1} ms ({cold:.1} with fonts not yet loaded)");
    if theirs.is_empty() {
        println!("  Pillow: python3 has none here");
    } else {
        let theirs = median(theirs);
        println!("  Pillow       {theirs:6.1} ms = {:.2} × one thread, {:.2} × two", theirs / one, theirs / two);
    }
    large(folder.path())
}
