import { useEffect, useRef } from "preact/hooks";
import { palette } from "../map/palette.ts";
import { drawShape } from "../map/shape.ts";
import { type LightClass, lightClasses } from "../store/light-class.ts";

const sizePx = 16;

/** The mark of a class, drawn as on the map. Always beside its name: it is decoration to a screen reader. */
export function Glyph(props: { of: LightClass }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = palette.value;
  useEffect(() => {
    const ctx = canvas.current?.getContext("2d");
    if (!ctx) return;
    ctx.setTransform(2, 0, 0, 2, sizePx, sizePx);
    ctx.clearRect(-sizePx, -sizePx, 2 * sizePx, 2 * sizePx);
    const normal = props.of.condition === "normal" && props.of.id !== "off";
    if (normal) {
      ctx.fillStyle = colours.outline;
      drawShape(ctx, "disc", props.of.id === "on" ? 6 : 5);
    }
    const colour = colours.mark[lightClasses.indexOf(props.of)] ?? "";
    ctx.fillStyle = colour;
    ctx.strokeStyle = colour;
    drawShape(ctx, props.of.shape, normal ? (props.of.id === "on" ? 5 : 3.8) : 5);
  }, [colours, props.of]);
  return (
    <span class="glyph" aria-hidden="true">
      <canvas ref={canvas} width={2 * sizePx} height={2 * sizePx} />
    </span>
  );
}
