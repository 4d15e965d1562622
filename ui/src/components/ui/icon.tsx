/** Strokes on a 16 px grid, drawn for 14 px. */
const PATHS = {
  approve: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM5.300 8.200l1.900 1.800 3.500-3.800",
  "arrow-down": "M8 3v10M4 9l4 4 4-4",
  "arrow-up": "M8 13V3M4 7l4-4 4 4",
  "arrow-right": "M3 8h10M9 4l4 4-4 4",
  backup: "M2.5 5.5h11v8h-11zM4 2.5h8l1.500 3h-11zM6.500 9h3",
  bell: "M4 11V7a4 4 0 0 1 8 0v4l1 1.500H3zM6.500 14h3",
  browser: "M2 3h12v10H2zM2 6h12M4 4.500h.01M6 4.500h.01",
  calendar: "M2.500 4h11v9.500h-11zM2.500 7h11M5.500 2.500v3M10.500 2.500v3",
  check: "m3 8.300 3.300 3.200L13 4.500",
  "chevron-down": "m4 6 4 4 4-4",
  "chevron-left": "m10 4-4 4 4 4",
  "chevron-right": "m6 4 4 4-4 4",
  "chevron-up": "m4 10 4-4 4 4",
  clock: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 5v3l2 1.500",
  close: "m4 4 8 8M12 4l-8 8",
  columns: "M2.500 3h11v10h-11zM6 3v10M10 3v10",
  copy: "M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3",
  download: "M8 2.500v8M4.800 7.500 8 10.700l3.200-3.200M3 13.500h10",
  explorer: "M2 3h5M4.500 7H12M4.500 11H12M2 5.500V11h2.500M2 7h2.500",
  external: "M9 3h4v4M13 3 7.500 8.500M11 9v4H3V5h4",
  filter: "M2 3h12L9.500 8.500V13L6.500 11.500v-3z",
  folder: "M2 4h4l1.500 1.500H14v7H2z",
  history: "M3 8a5 5 0 1 0 1.700-3.800M3 2.500v2.700h2.700M8 5v3l2.200 1.300",
  info: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 7.200v3.600M8 5h.01",
  key: "M5.500 8.500a3 3 0 1 1 2.800 2L6 12.800H4.500v1.200H2.500v-2l3-3zM10.500 5.500h.01",
  keyboard: "M1.500 4h13v8h-13zM4 6.500h.01M6.500 6.500h.01M9 6.500h.01M11.500 6.500h.01M5 9.500h6",
  lock: "M3.500 7h9v6.500h-9zM5.500 7V5a2.500 2.500 0 0 1 5 0v2",
  "log-out": "M6.500 3H3v10h3.500M10 5l3 3-3 3M13 8H6.500",
  minus: "M3.500 8h9",
  monitor: "M2 3h12v8H2zM5.500 13.500h5M8 11v2.500",
  more: "M3.500 8h.01M8 8h.01M12.500 8h.01",
  offline:
    "M2 2l12 12M4.500 11.500a3 3 0 0 1 .5-5.900M7 4.200a3.700 3.700 0 0 1 4.600 3A2.300 2.300 0 0 1 13 11",
  overview: "M2 12.500 5.500 8l3 2.500L13.500 4M2 14.500h12",
  pause: "M5.500 3.500v9M10.500 3.500v9",
  pencil: "m3 13 .7-3L11 2.700l2.300 2.300L6 12.300zM9.500 4.200l2.300 2.300",
  picture: "M2 3h12v10H2zM2.500 11.500 6 7.500l3 3 2-2 2.500 2.700M10.500 5.500h.01",
  play: "M5 3.500v9l7-4.500z",
  plus: "M8 3v10M3 8h10",
  rail: "M2 3h12v10H2zM6 3v10",
  reconcile: "M2.500 5.500h9M9 3l2.500 2.500L9 8M13.500 10.500h-9M7 8l-2.500 2.500L7 13",
  refresh: "M13 8a5 5 0 1 1-1.500-3.600M13 2.500v2.700h-2.700",
  restore: "M3 8a5 5 0 1 0 1.700-3.800M3 2.500v2.700h2.700",
  rules: "M2 4h12M2 8h5M2 12h4M10 7.500v6M7.800 11.300 10 13.500l2.200-2.200",
  search: "M7 2.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9zM10.300 10.300l3.200 3.200",
  settings: "M3 4.500h6M12 4.500h1M3 11.500h1M7 11.500h6M10.500 3v3M5.500 10v3",
  sort: "M5 3v10M2.500 10.500 5 13l2.500-2.500M9 4h5M9 8h3.500M9 12h2",
  stop: "M4 4h8v8H4z",
  sun: "M8 5.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5zM8 1.800v1.400M8 12.800v1.400M1.800 8h1.400M12.800 8h1.400M3.600 3.600l1 1M11.400 11.400l1 1M3.600 12.400l1-1M11.400 4.600l1-1",
  trash: "M3 4.500h10M6 4.500V3h4v1.500M4.500 4.500l.5 9h6l.5-9",
  tree: "M2.500 3h4v3h-4zM9.500 6.500h4v3h-4zM9.500 11h4v3h-4zM4.500 6v6.500h5M4.500 8h5",
  user: "M8 2.500a2.700 2.700 0 1 1 0 5.400 2.700 2.700 0 0 1 0-5.400zM2.800 13.500c.6-2.600 2.600-3.900 5.200-3.900s4.600 1.300 5.200 3.900",
  warning: "M8 2.500 14.200 13H1.800zM8 6.500v3M8 11.200h.01",
} as const;

export type IconName = keyof typeof PATHS;

type Props = {
  name: IconName;
  /** Pixels; 14 unless a part is smaller than usual. */
  size?: number;
  className?: string | undefined;
};

/** A stroke icon in the colour of its text. Always decoration: the words beside it say what it means. */
export function Icon({ name, size = 14, className }: Props) {
  return (
    <svg
      aria-hidden="true"
      className={className}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark: a sextant's frame, arc and index arm. */
export function SextantMark({ size = 20, className }: { size?: number; className?: string | undefined }) {
  return (
    <svg
      aria-hidden="true"
      className={className}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d="M10 3.200 3.300 14.500a8.500 8.500 0 0 0 13.400 0zM10 3.200l2.300 13.600" />
      <path d="M5.700 10.500h8.600" strokeWidth={1.2} />
      <circle cx="10" cy="3" r="1.300" fill="currentColor" />
    </svg>
  );
}
