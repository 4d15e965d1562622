/** A token as a colour a canvas understands: `light-dark()` and `var()` are resolved by the browser. */
export function tokenColor(token: `--${string}`): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}
