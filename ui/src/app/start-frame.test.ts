import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { texts as overviewTexts } from "@/features/overview/texts";
import { texts } from "./texts";

it("the words of the first moment are those that stay", () => {
  const page = new DOMParser().parseFromString(readFileSync("index.html", "utf8"), "text/html");
  const words = [...page.querySelectorAll(".start *")]
    .filter((part) => part.childElementCount === 0)
    .map((part) => part.textContent)
    .filter((text) => text !== "");
  expect(words).toEqual([texts.rail.accounts, texts.rail.foot.folder, overviewTexts.title]);
});
