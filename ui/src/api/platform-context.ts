import { createContext, use } from "react";
import type { Platform } from "@/platform";

export const PlatformContext = createContext<Platform | null>(null);

/** The program around the page. */
export function usePlatform(): Platform {
  const platform = use(PlatformContext);
  if (platform === null) throw new Error("PlatformContext has no provider above this component");
  return platform;
}
