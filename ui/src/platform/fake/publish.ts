import type {
  IpcError,
  NewObject,
  PreviewPublish,
  PublishPicture,
  PublishRow,
  StudioFinding,
} from "../bindings";
import type { Platform } from "../platform";
import { ALL_OBJECTS, type FakeObject } from "./world";

type Fail = (error: Partial<IpcError> & Pick<IpcError, "code" | "message">) => Error;
type PublishCommands = Pick<Platform, "previewPublish" | "listPublishPlaces">;

const isAlive = ({ status }: FakeObject): boolean => status === "ACTIVE" || status === "PAUSED";

const nameOf = (id: string | null): string => (id === null ? "" : (ALL_OBJECTS.get(id)?.name ?? ""));

const SHAPES: readonly [end: RegExp, shape: string, width: number, height: number][] = [
  [/[-_ ]9x16$/, "9:16", 1080, 1920],
  [/[-_ ]1x1$/, "1:1", 1080, 1080],
  [/$/, "4:5", 1080, 1350],
];

const NO_PICTURE: StudioFinding = {
  subject: "picture",
  severity: "stop",
  field: null,
  excerpt: "",
  reason: "It is no JPEG and no PNG",
  remedy: "Choose a JPEG or a PNG",
};

/** What files would be: by their names alone. */
function picturesOf(paths: readonly string[]): { motifs: string[]; pictures: PublishPicture[] } {
  const motifs: string[] = [];
  const pictures = paths.map((path): PublishPicture => {
    const name = path.split("/").at(-1) ?? path;
    const stem = name.replace(/\.[a-z]+$/, "");
    const [end, shape, width, height] = SHAPES.find(([pattern]) => pattern.test(stem)) ?? [
      /$/,
      "4:5",
      1080,
      1350,
    ];
    const motif = stem.replace(end, "");
    if (!motifs.includes(motif)) motifs.push(motif);
    const isPicture = /\.(png|jpe?g)$/.test(name);
    return {
      path,
      name,
      motif: motifs.indexOf(motif),
      width: isPicture ? width : 0,
      height: isPicture ? height : 0,
      shape: isPicture ? shape : null,
      findings: isPicture ? [] : [NO_PICTURE],
    };
  });
  return { motifs, pictures };
}

/** Ads from texts and pictures in the fake platform; they are made by its write path. */
export function fakePublish(parts: { fail: Fail; preview: Platform["previewChanges"] }): PublishCommands {
  const { fail, preview } = parts;
  const rowsOf = (input: PreviewPublish, motifs: string[], pictures: PublishPicture[]): PublishRow[] =>
    input.adSetIds.flatMap((adSetId) =>
      motifs.flatMap((motif, at) =>
        input.texts.map((text, index): PublishRow => {
          const name = input.template
            .replace("{adset}", nameOf(adSetId))
            .replace("{text}", text.label)
            .replace("{picture}", motif);
          const findings = [
            ...pictures.filter((one) => one.motif === at).flatMap((one) => one.findings),
            ...(/guaranteed/i.test(text.copy.primaryText)
              ? [
                  {
                    ...NO_PICTURE,
                    subject: "claim",
                    reason: "It promises a result",
                    remedy: "Say it plainly",
                  },
                ]
              : []),
          ];
          return { item: null, name, adSetId, adSetName: nameOf(adSetId), text: index, motif: at, findings };
        }),
      ),
    );
  return {
    listPublishPlaces: async ({ accountId, text }) =>
      [...ALL_OBJECTS.values()]
        .filter((one) => one.level === "adset" && one.accountId === accountId && isAlive(one))
        .map((one) => ({
          id: one.id,
          name: one.name,
          campaign: nameOf(one.parentId),
          status: one.status,
          ads: one.children.filter(isAlive).length,
        }))
        .filter(({ name, campaign }) => `${name} ${campaign}`.toLowerCase().includes(text.toLowerCase())),
    previewPublish: async (input) => {
      const unknown = /\{(?!adset|campaign|text|headline|picture|date|n\})[^}]*\}/.exec(input.template);
      if (unknown !== null) throw fail({ code: "invalid_input", message: `There is no ${unknown[0]}` });
      const { motifs, pictures } = picturesOf(input.pictures);
      const rows = rowsOf(input, motifs, pictures);
      const planned = rows.filter(
        ({ findings, motif }) =>
          pictures.every((one) => one.motif !== motif || one.width > 0) &&
          (input.despite || findings.every(({ severity }) => severity !== "stop")),
      );
      planned.forEach((row, item) => {
        row.item = item;
      });
      const made = planned.map(
        ({ name, adSetId, text }): NewObject => ({
          accountId: input.accountId,
          level: "ad",
          parentId: adSetId,
          parentItem: null,
          copyOf: null,
          deep: false,
          fields: [
            { field: "name", value: { kind: "text", value: name } },
            {
              field: "creative",
              value: {
                kind: "json",
                text: JSON.stringify({
                  object_story_spec: { link_data: { name: input.texts[text]?.copy.headline } },
                }),
              },
            },
          ],
        }),
      );
      return {
        preview: await preview({ changes: [], new: made, reason: "", depth: input.depth }),
        motifs,
        pictures,
        rows,
        leftOut: rows.length - planned.length,
      };
    },
  };
}
