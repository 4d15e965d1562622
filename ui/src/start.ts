// The very first that runs: a window that is only waiting already looks like itself. Everything else is read meanwhile.
import "@/styles/fonts.css";
import "@/styles/tokens.css";
import "@/styles/base.css";
import "@/styles/start.css";
import { showLastLook } from "@/lib/last-look";

showLastLook(document.documentElement);
void import("./main");
