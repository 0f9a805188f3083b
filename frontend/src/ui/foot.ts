/**
 * A ref for what one writes and presses at the foot of a page: messages keep above it, however high it grows. Its
 * height, together with what lies below it, is `--foot`.
 */
export function footRef(foot: HTMLElement | null): (() => void) | undefined {
  if (!foot) return undefined;
  const root = document.documentElement;
  const measure = () => {
    const height = Math.max(0, window.innerHeight - foot.getBoundingClientRect().top);
    root.style.setProperty("--foot", `${Math.round(height)}px`);
  };
  measure();
  const observer = new ResizeObserver(measure);
  observer.observe(foot);
  window.addEventListener("resize", measure);
  return () => {
    observer.disconnect();
    window.removeEventListener("resize", measure);
    root.style.removeProperty("--foot");
  };
}
