import { useLayoutEffect, useState } from "preact/hooks";

const NAME = "chorus.theme";
const NEXT: Record<string, string> = { system: "light", light: "dark", dark: "system" };

/** Light, dark, or as the system has it. */
export function ThemeChoice() {
  const [theme, setTheme] = useState(read);
  useLayoutEffect(() => {
    document.documentElement.dataset["theme"] = theme;
    try {
      localStorage.setItem(NAME, theme);
    } catch {
      // A browser that keeps nothing shows the theme until the page is closed.
    }
  }, [theme]);
  return (
    <button
      type="button"
      class="quiet theme"
      title="Light, dark, or as the system has it"
      onClick={() => setTheme(NEXT[theme] ?? "system")}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.2" class="hollow" />
        <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" />
      </svg>
      <span class="hidden">Theme: {theme}</span>
    </button>
  );
}

function read(): string {
  try {
    const kept = localStorage.getItem(NAME) ?? "";
    return kept in NEXT ? kept : "system";
  } catch {
    return "system";
  }
}
