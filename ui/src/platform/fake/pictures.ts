import type {
  AppEvent,
  ComposeStudioPicture,
  IpcError,
  PaintStudioPicture,
  StudioComposition,
  StudioFrame,
  StudioPaintRun,
  StudioPicture,
} from "../bindings";
import type { Platform } from "../platform";

type Fail = (error: Partial<IpcError> & Pick<IpcError, "code" | "message">) => Error;

type PictureCommands = Pick<
  Platform,
  | "listStudioPictures"
  | "importStudioPicture"
  | "updateStudioPicture"
  | "estimateStudioPicture"
  | "paintStudioPicture"
  | "cancelStudioPicture"
  | "previewStudioComposition"
  | "composeStudioPicture"
>;

const TEMPLATES = [
  { id: "band", name: "Band" },
  { id: "corner-tag", name: "Corner tag" },
  { id: "scrim", name: "Gradient scrim" },
  { id: "split", name: "Split panel" },
  { id: "frame", name: "Frame" },
];

const FRAMES = [
  { placement: "square", ratio: "1:1", width: 1080, height: 1080, coveredTop: 0, coveredBottom: 0 },
  { placement: "portrait", ratio: "4:5", width: 1080, height: 1350, coveredTop: 0, coveredBottom: 0 },
  { placement: "reel", ratio: "9:16", width: 1080, height: 1920, coveredTop: 0.14, coveredBottom: 0.35 },
  { placement: "landscape", ratio: "1.91:1", width: 1200, height: 628, coveredTop: 0, coveredBottom: 0 },
] as const;

/** Longer headlines do not fit the narrowest placement of this fake. */
const MOST_LETTERS = 120;

/** A slope with a sun: a drawing, so that the fake needs no files. */
const drawing = (width: number, height: number, hue: number, words = "", at = { x: 0.7, y: 0.3 }): string => {
  const [sunX, sunY] = [width * at.x, height * at.y];
  const escaped = words.replace(/[<>&"#%]/g, " ");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="hsl(${hue} 30% 30%)"/><circle cx="${sunX}" cy="${sunY}" r="${width / 12}" fill="hsl(20 80% 60%)"/><path d="M0 ${height}L0 ${height * 0.7}L${width * 0.4} ${height * 0.5}L${width} ${height * 0.8}L${width} ${height}z" fill="hsl(${hue} 30% 15%)"/><text x="${width * 0.06}" y="${height * 0.6}" fill="white" font-family="sans-serif" font-weight="bold" font-size="${width / 14}">${escaped}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
};

/** The picture library of the fake platform: paints and composes at once, and draws rather than photographs. */
export function fakePictures(parts: {
  fail: Fail;
  now: () => number;
  emit: (event: AppEvent) => void;
  /** Whether there are pictures already. */
  filled: boolean;
}): PictureCommands {
  const { fail, now, emit, filled } = parts;
  let made = 0;
  let run: StudioPaintRun | null = null;
  const picture = (name: string, hue: number, more: Partial<StudioPicture> = {}): StudioPicture => {
    made += 1;
    return {
      hash: made.toString(16).padStart(64, "0"),
      name,
      mediaType: "image/png",
      bytes: 812_345,
      width: 1024,
      height: 1024,
      origin: "imported",
      provider: null,
      model: null,
      prompt: null,
      cost: null,
      source: null,
      template: null,
      ratio: null,
      briefId: null,
      by: "Ingrid S.",
      addedMs: now(),
      tags: [],
      trashed: false,
      thumbnail: drawing(240, 240, hue),
      like: [],
      ...more,
    };
  };
  let pictures: StudioPicture[] = filled
    ? [
        picture("Ridge, sleet", 215, { origin: "generated", provider: "Demo, pictures", cost: 40_000 }),
        picture("Camp, morning", 150),
        picture("Ridge, close.jpg", 215, { like: ["Ridge, sleet"] }),
      ]
    : [];
  const found = (hash: string): StudioPicture => {
    const one = pictures.find((each) => each.hash === hash);
    if (one === undefined) throw fail({ code: "not_found", message: "That picture is not here (any more)" });
    return one;
  };
  const changed = (): void => emit({ kind: "studio_changed", briefId: "" });
  const judge = ({ prompt }: PaintStudioPicture): void => {
    if (prompt.includes("Kiko"))
      throw fail({
        code: "refused",
        message: "the prompt names another client, Kiko Pet Foods. One prompt is for one client",
      });
  };
  const composed = (input: ComposeStudioPicture): StudioComposition => {
    found(input.hash);
    const focus = input.focus ?? { x: 0.7, y: 0.3 };
    const frames = FRAMES.map((frame): StudioFrame => {
      const fits = input.headline.length <= MOST_LETTERS;
      const long = input.headline.length > 40 && frame.placement === "reel";
      return {
        ...frame,
        preview: fits ? drawing(frame.width / 3, frame.height / 3, 215, input.headline, focus) : null,
        problem: fits
          ? null
          : "the headline is too long for this template. Shorten it, or take another template.",
        findings: long
          ? [
              {
                severity: "warning",
                reason: "The headline is set in 24 pixels.",
                remedy: "Shorten it, so that larger letters fit.",
              },
            ]
          : [],
        hash: null,
      };
    });
    return { focus, frames };
  };

  return {
    listStudioPictures: async ({ text, trashed, offset, limit }) => {
      const wanted = pictures.filter(
        (one) => one.trashed === trashed && one.name.toLowerCase().includes(text.trim().toLowerCase()),
      );
      return {
        pictures: wanted.slice(offset, offset + limit),
        total: wanted.length,
        templates: TEMPLATES,
        run,
      };
    },
    importStudioPicture: async (path) => {
      const name = path.split(/[/\\]/).pop() ?? path;
      if (!/\.(jpe?g|png|webp)$/i.test(name))
        throw fail({
          code: "invalid_input",
          message: "This is not a picture that can be read. Save it as JPEG, PNG or WebP.",
        });
      const known = pictures.find((one) => one.name === name);
      if (known !== undefined) return { picture: known, known: true };
      const taken = picture(name, 30);
      pictures = [taken, ...pictures];
      changed();
      return { picture: taken, known: false };
    },
    updateStudioPicture: async ({ hash, name, tags, trashed }) => {
      const before = found(hash);
      const after = {
        ...before,
        name: name ?? before.name,
        tags: tags ?? before.tags,
        trashed: trashed ?? before.trashed,
      };
      pictures = pictures.map((one) => (one === before ? after : one));
      changed();
      return after;
    },
    estimateStudioPicture: async (input) => {
      judge(input);
      return { cost: 64_000, host: "127.0.0.1" };
    },
    paintStudioPicture: async (input) => {
      judge(input);
      const more = { origin: "generated", provider: "Painter", prompt: input.prompt, cost: 64_000 } as const;
      const painted = picture(input.prompt, 265, more);
      pictures = [painted, ...pictures];
      run = {
        id: `paint-${made}`,
        state: "done",
        prompt: input.prompt,
        provider: "Painter",
        startedMs: now(),
        endedMs: now(),
        cost: 64_000,
        hash: painted.hash,
        error: null,
      };
      changed();
      return run;
    },
    cancelStudioPicture: async () => run,
    previewStudioComposition: async (input) => composed(input),
    composeStudioPicture: async (input) => {
      const { focus, frames } = composed(input);
      const kept = frames.map((frame) => {
        if (frame.preview === null) return frame;
        const one = picture(`${input.headline}, ${frame.ratio}`, 215, {
          origin: "composed",
          width: frame.width,
          height: frame.height,
          source: input.hash,
          thumbnail: frame.preview,
        });
        pictures = [one, ...pictures];
        return { ...frame, hash: one.hash };
      });
      changed();
      return { focus, frames: kept };
    },
  };
}
