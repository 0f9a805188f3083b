/** A place where a pen has been; pressure 0 to 1. */
export interface Dot {
  readonly x: number;
  readonly y: number;
  readonly pressure: number;
}
export type Stroke = readonly Dot[];

/** The picture's size; the pad shows it at whatever width there is. */
export const WIDTH = 900;
export const HEIGHT = 300;

const INK = "#16171a";
const PAPER = "#ffffff";
const SCRIPT = 'italic 96px "Segoe Script", "Bradley Hand", "Brush Script MT", "KaiTi", "STKaiti", cursive';

export function drawPaper(to: CanvasRenderingContext2D): void {
  to.fillStyle = PAPER;
  to.fillRect(0, 0, WIDTH, HEIGHT);
}

/** All strokes, as smooth lines that grow with the pressure. */
export function drawStrokes(to: CanvasRenderingContext2D, strokes: readonly Stroke[]): void {
  drawPaper(to);
  to.strokeStyle = INK;
  to.fillStyle = INK;
  to.lineCap = "round";
  to.lineJoin = "round";
  for (const stroke of strokes) {
    const [first] = stroke;
    if (!first) continue;
    if (stroke.length === 1) {
      to.beginPath();
      to.arc(first.x, first.y, 3, 0, 2 * Math.PI);
      to.fill();
      continue;
    }
    for (let i = 1; i < stroke.length; i++) {
      const a = stroke[i - 1] as Dot;
      const b = stroke[i] as Dot;
      const before = stroke[i - 2] ?? a;
      to.lineWidth = 2.5 + 3.5 * (b.pressure || 0.5);
      to.beginPath();
      to.moveTo((before.x + a.x) / 2, (before.y + a.y) / 2);
      to.quadraticCurveTo(a.x, a.y, (a.x + b.x) / 2, (a.y + b.y) / 2);
      to.stroke();
    }
  }
}

/** A name as a signature, as large as it fits. */
export function drawName(to: CanvasRenderingContext2D, name: string): void {
  drawPaper(to);
  to.fillStyle = INK;
  to.textAlign = "center";
  to.textBaseline = "middle";
  to.font = SCRIPT;
  const wide = to.measureText(name).width;
  const fits = Math.min(1, (WIDTH - 80) / Math.max(1, wide));
  to.font = SCRIPT.replace("96px", `${Math.max(18, Math.floor(96 * fits))}px`);
  to.fillText(name, WIDTH / 2, HEIGHT / 2, WIDTH - 40);
}

export function toPng(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"),
  );
}
