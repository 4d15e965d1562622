import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useNow } from "./use-now";

const MINUTE = 60_000;

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

it("draws again when what is seen of the time changes, and not before", () => {
  let drawn = 0;
  function Hours() {
    drawn += 1;
    const hours = (ms: number) => Math.floor(ms / (60 * MINUTE));
    return <p>{hours(useNow(MINUTE, hours))} h</p>;
  }
  render(<Hours />);
  pass(59 * MINUTE);
  expect(drawn).toBe(1);
  expect(screen.getByText("0 h")).toBeVisible();
  pass(MINUTE);
  expect(drawn).toBe(2);
  expect(screen.getByText("1 h")).toBeVisible();
});

it("wakes once for all who look as often, and not at all when nobody does", () => {
  const Clock = () => <p>{useNow(MINUTE) / MINUTE}</p>;
  const { unmount } = render(
    <>
      <Clock />
      <Clock />
    </>,
  );
  expect(vi.getTimerCount()).toBe(1);
  pass(3 * MINUTE);
  expect(screen.getAllByText("3")).toHaveLength(2);
  unmount();
  expect(vi.getTimerCount()).toBe(0);
});
