import { createRoot } from "react-dom/client";
import "@/styles/fonts.css";
import "@/styles/tokens.css";
import "@/styles/base.css";
import { App } from "@/app/app";
import { NoPlatform } from "@/app/no-platform";
import { makeLanguageUsable } from "@/lib/locale";
import { connectPlatform } from "@/platform";

makeLanguageUsable(navigator);
const container = document.getElementById("root");
if (container !== null) {
  const platform = await connectPlatform();
  createRoot(container).render(platform === null ? <NoPlatform /> : <App platform={platform} />);
}
