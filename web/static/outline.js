// The outline of the track on air: its waveform from its first to its last moment, heard so far in the deck's colour.

const STEP = 4; // pixels a bar, three of them filled

export function drawOutline(canvas, outline, share) {
  const scale = Math.min(2, devicePixelRatio || 1);
  const [width, height] = [Math.round(canvas.clientWidth * scale), Math.round(canvas.clientHeight * scale)];
  if (!width) return;
  const style = getComputedStyle(document.documentElement);
  const colours = [style.getPropertyValue("--own").trim(), style.getPropertyValue("--rest").trim()];
  const played = Math.round((share * width) / scale);
  const key = `${width} ${height} ${played} ${outline?.length} ${outline?.[99]} ${colours[0]}`;
  if (canvas.drawn === key) return;
  canvas.drawn = key;
  canvas.width = width;
  canvas.height = height;
  bars(canvas.getContext("2d"), { outline: outline ?? [], scale, width, height, heard: share * width, colours });
}

function bars(context, { outline, scale, width, height, heard, colours }) {
  const step = STEP * scale;
  for (let x = 0; x < width; x += step) {
    const first = Math.floor((x / width) * outline.length);
    const last = Math.max(first + 1, Math.floor(((x + step) / width) * outline.length));
    const loud = Math.max(0, ...outline.slice(first, last)) / 255;
    const tall = Math.max(2 * scale, loud * height);
    context.fillStyle = x < heard ? colours[0] : colours[1];
    context.fillRect(x, height - tall, step - scale, tall);
  }
}
